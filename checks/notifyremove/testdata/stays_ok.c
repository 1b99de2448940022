// A driver that can't be unloaded, and code that never runs.
#include <ntddk.h>

static VOID OnThread(HANDLE Process, HANDLE Thread, BOOLEAN Create) { DbgPrint("%p %p %d", Process, Thread, Create); }

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    return PsSetCreateThreadNotifyRoutine(OnThread);
}
