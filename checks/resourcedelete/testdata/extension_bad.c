// The device extension goes away with the device; what is deleted through a helper, or is of a device that stays, is left alone. A deletion that nothing ever runs is none.
#include <ntddk.h>

typedef struct _EXTENSION {
    ERESOURCE Lock, Deleted;
} EXTENSION, *PEXTENSION;

static VOID MakeBad(PDEVICE_OBJECT Device)
{
    PEXTENSION extension = Device->DeviceExtension;

    ExInitializeResourceLite(&extension->Lock); // want "nothing in the driver deletes the resource `extension->Lock`"
    ExInitializeResourceLite(&extension->Deleted);
}

static VOID Delete(PERESOURCE Resource)
{
    ExDeleteResourceLite(Resource);
}

VOID NobodyCalls(PEXTENSION Extension)
{
    ExDeleteResourceLite(&Extension->Lock);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    PEXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    Delete(&extension->Deleted);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    status = IoCreateDevice(DriverObject, sizeof(EXTENSION), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (NT_SUCCESS(status)) {
        MakeBad(device);
        DriverObject->DriverUnload = Unload;
    }
    return status;
}
