// The driver stands on another one's device: the drivers above send what it controls at any level up to DISPATCH_LEVEL.
#include <ntddk.h>

static KSPIN_LOCK Lock;
static ULONG Count;
static PDEVICE_OBJECT Below;

static NTSTATUS ControlOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    KeAcquireSpinLockAtDpcLevel(&Lock);
    Count++;
    KeReleaseSpinLockFromDpcLevel(&Lock);
    IoSkipCurrentIrpStackLocation(Irp);
    return IoCallDriver(Below, Irp);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Below");
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Path);
    KeInitializeSpinLock(&Lock);
    Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = ControlOk;
    status = IoCreateDevice(Driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    return IoAttachDevice(device, &name, &Below);
}
