// The entry point fails because the resource could not be initialized: it is in no list.
#include <ntddk.h>

static struct {
    ERESOURCE Lock;
    LONG Users;
} Globals;

static VOID UnloadOk(PDRIVER_OBJECT DriverObject)
{
    ExDeleteResourceLite(&Globals.Lock);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    status = ExInitializeResourceLite(&Globals.Lock);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    Globals.Users = 0;
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        ExDeleteResourceLite(&Globals.Lock);
        return status;
    }
    DriverObject->DriverUnload = UnloadOk;
    return STATUS_SUCCESS;
}
