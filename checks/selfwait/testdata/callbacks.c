// Callbacks that take themselves back, directly, in a helper, by the flag; and what does so elsewhere.
#include <ntifs.h>

static LARGE_INTEGER Cookie;
static WORK_QUEUE_ITEM Item;
static ULONG Left = 10;

static VOID OnImageBad(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info)
{
    DbgPrint("%wZ %p %p", Name, Process, Info);
    if (--Left == 0) {
        PsRemoveLoadImageNotifyRoutine(OnImageBad); // want "`PsRemoveLoadImageNotifyRoutine` waits here for the end of `OnImageBad`, in `OnImageBad` itself"
    }
}

static NTSTATUS OnRegistryBad(PVOID Context, PVOID Class, PVOID Argument)
{
    DbgPrint("%p %p %p", Context, Class, Argument);
    return CmUnRegisterCallback(Cookie); // want "`CmUnRegisterCallback` waits here for the end of `OnRegistryBad`"
}

static VOID OnProcessBad(PEPROCESS Process, HANDLE Id, PPS_CREATE_NOTIFY_INFO Info);

static VOID Stop(VOID)
{
    PsSetCreateProcessNotifyRoutineEx(OnProcessBad, TRUE); // want "`PsSetCreateProcessNotifyRoutineEx` waits here for the end of `OnProcessBad`"
}

static VOID OnProcessBad(PEPROCESS Process, HANDLE Id, PPS_CREATE_NOTIFY_INFO Info)
{
    DbgPrint("%p %p", Process, Id);
    if (Info == NULL) {
        Stop();
    }
}

static VOID OnThreadOk(HANDLE Process, HANDLE Thread, BOOLEAN Create)
{
    DbgPrint("%p %p %d", Process, Thread, Create);
    ExQueueWorkItem(&Item, DelayedWorkQueue);
}

static VOID RemoveOk(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    PsRemoveCreateThreadNotifyRoutine(OnThreadOk);
}

// Another callback than the one that it runs in.
static VOID OnProcessOk(HANDLE Parent, HANDLE Id, BOOLEAN Create)
{
    DbgPrint("%p %p %d", Parent, Id, Create);
    PsRemoveCreateThreadNotifyRoutine(OnThreadOk);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeWorkItem(&Item, RemoveOk, NULL);
    PsSetLoadImageNotifyRoutine(OnImageBad);
    CmRegisterCallback(OnRegistryBad, DriverObject, &Cookie);
    PsSetCreateProcessNotifyRoutineEx(OnProcessBad, FALSE);
    PsSetCreateProcessNotifyRoutine(OnProcessOk, FALSE);
    return PsSetCreateThreadNotifyRoutine(OnThreadOk);
}
