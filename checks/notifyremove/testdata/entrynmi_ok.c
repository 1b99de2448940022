// An entry point that takes back a callback for non-maskable interrupts.
#include <ntddk.h>

static PVOID Nmi;

static BOOLEAN OnNmi(PVOID Context, BOOLEAN Handled)
{
    UNREFERENCED_PARAMETER(Context);
    return Handled;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    KeDeregisterNmiCallback(Nmi);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    Nmi = KeRegisterNmiCallback(OnNmi, NULL);
    if (Nmi == NULL) {
        return STATUS_UNSUCCESSFUL; // nothing is registered
    }
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        KeDeregisterNmiCallback(Nmi);
    }
    return status;
}
