// A failing way on which a pointer is tested, and nothing deletes the resource.
#include <ntddk.h>

static ERESOURCE Gate;
static UNICODE_STRING Name;
static UNICODE_STRING Link;

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    ExDeleteResourceLite(&Gate);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device = NULL;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    status = IoCreateDevice(DriverObject, 0, &Name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (NT_SUCCESS(status)) {
        ExInitializeResourceLite(&Gate);
        DriverObject->DriverUnload = Unload;
        status = IoCreateSymbolicLink(&Link, &Name);
    }
    if (!NT_SUCCESS(status)) {
        if (device) {
            IoDeleteDevice(device);
        }
    }
    return status; // want "`DriverEntry` fails with the resource `Gate` still in a list of the system"
}
