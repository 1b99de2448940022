// Only another configuration calls what creates the thread.
#include <ntddk.h>

static VOID Beacon(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID StartBeacon(VOID)
{
    HANDLE handle;

    if (NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Beacon, NULL))) {
        ZwClose(handle);
    }
}

static VOID UnloadOk(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

#ifdef WITH_BEACON
    StartBeacon();
#endif
    DriverObject->DriverUnload = UnloadOk;
    return STATUS_SUCCESS;
}
