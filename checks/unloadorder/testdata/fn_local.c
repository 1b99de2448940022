// FN: the pointer is copied to a variable before it is freed.
#include <ntddk.h>

static FAST_MUTEX Lock;
static PULONG Table;
static BOOLEAN Stopping;
static EX_RUNDOWN_REF Rundown;

static VOID OnProcess(HANDLE Parent, HANDLE Process, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(Parent);
    UNREFERENCED_PARAMETER(Process);

    Table[Create]++;
}

VOID Unload(PDRIVER_OBJECT DriverObject)
{
    PULONG table = Table;

    UNREFERENCED_PARAMETER(DriverObject);

    ExFreePoolWithTag(table, 'lbaT');
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
