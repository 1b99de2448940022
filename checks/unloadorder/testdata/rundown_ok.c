// Rundown protection was waited for: the callback does no more.
#include <ntddk.h>

static FAST_MUTEX Lock;
static PULONG Table;
static BOOLEAN Stopping;
static EX_RUNDOWN_REF Rundown;

static VOID OnProcess(HANDLE Parent, HANDLE Process, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(Parent);
    UNREFERENCED_PARAMETER(Process);

    if (ExAcquireRundownProtection(&Rundown)) {
        Table[Create]++;
        ExReleaseRundownProtection(&Rundown);
    }
}

VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    ExWaitForRundownProtectionRelease(&Rundown);
    ExFreePoolWithTag(Table, 'lbaT');
    PsSetCreateProcessNotifyRoutine(OnProcess, TRUE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeFastMutex(&Lock);
    ExInitializeRundownProtection(&Rundown);
    Table = ExAllocatePoolWithTag(NonPagedPool, 16, 'lbaT');
    DriverObject->DriverUnload = Unload;
    return PsSetCreateProcessNotifyRoutine(OnProcess, FALSE);
}
