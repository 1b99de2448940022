// FN_Extension: the device extension goes away with the device. That the memory of a device object
// holds its extension is not followed.
#include <ntddk.h>

typedef struct _EXTENSION {
    ERESOURCE Lock;
} EXTENSION, *PEXTENSION;

static VOID FN_Extension(PDEVICE_OBJECT Device)
{
    PEXTENSION extension = Device->DeviceExtension;

    ExInitializeResourceLite(&extension->Lock);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    status = IoCreateDevice(DriverObject, sizeof(EXTENSION), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (NT_SUCCESS(status)) {
        FN_Extension(device);
        DriverObject->DriverUnload = Unload;
    }
    return status;
}
