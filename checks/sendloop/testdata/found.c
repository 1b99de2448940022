// What came later is looked up by its name: Windows XP loads the driver.
#include <fltKernel.h>

typedef NTSTATUS (*REGISTER)(PCREATE_PROCESS_NOTIFY_ROUTINE_EX, BOOLEAN);

static PFLT_FILTER Filter;
static PFLT_PORT Port;
static BOOLEAN Stop;

static VOID AskBad(PVOID Context)
{
    ULONG message = 0, answer, size = sizeof(answer);

    UNREFERENCED_PARAMETER(Context);

    while (!Stop) {
        FltSendMessage(Filter, &Port, &message, sizeof(message), &answer, &size, NULL); // want "`AskBad`.*FltSendMessage"
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
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"PsSetCreateProcessNotifyRoutineEx");
    REGISTER PsSetCreateProcessNotifyRoutineEx = (REGISTER)MmGetSystemRoutineAddress(&name);

    if (PsSetCreateProcessNotifyRoutineEx != NULL) {
        PsSetCreateProcessNotifyRoutineEx(OnProcess, FALSE);
    }
    return PsCreateSystemThread(Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, AskBad, NULL);
}
