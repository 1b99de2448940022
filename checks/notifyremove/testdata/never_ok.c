// The registration stands in a function that nothing calls.
#include <ntddk.h>

static VOID OnThread(HANDLE Process, HANDLE Thread, BOOLEAN Create) { DbgPrint("%p %p %d", Process, Thread, Create); }

static NTSTATUS Watch(VOID)
{
    return PsSetCreateThreadNotifyRoutine(OnThread);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
