// Asked whether the initialization failed, and what comes after it fails with the resource in the list.
#include <ntddk.h>

static ERESOURCE Lock;

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    ExDeleteResourceLite(&Lock);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    status = ExInitializeResourceLite(&Lock);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status; // want "`DriverEntry` fails with the resource `Lock`"
    }
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
