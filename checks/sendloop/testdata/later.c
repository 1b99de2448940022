// What Windows XP does not load: it calls a routine that came later.
#include <fltKernel.h>

static PFLT_FILTER Filter;
static PFLT_PORT Port;
static BOOLEAN Stop;

static VOID AskOk(PVOID Context)
{
    ULONG message = 0, answer, size = sizeof(answer);

    UNREFERENCED_PARAMETER(Context);

    while (!Stop) {
        FltSendMessage(Filter, &Port, &message, sizeof(message), &answer, &size, NULL);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID OnProcess(PEPROCESS Process, HANDLE Id, PPS_CREATE_NOTIFY_INFO Info)
{
    UNREFERENCED_PARAMETER(Process);
    UNREFERENCED_PARAMETER(Id);
    Stop = Info == NULL;
}

NTSTATUS Start(PHANDLE Thread)
{
    NTSTATUS status = PsSetCreateProcessNotifyRoutineEx(OnProcess, FALSE);

    return NT_SUCCESS(status) ? PsCreateSystemThread(Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, AskOk, NULL) : status;
}
