// The driver has a device that only programs know: they send what it controls at APC_LEVEL at most.
#include <ntddk.h>

static KSPIN_LOCK Lock;
static ULONG Count;

static NTSTATUS ControlBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    KeAcquireSpinLockAtDpcLevel(&Lock); // want "`KeAcquireSpinLockAtDpcLevel` is called at APC_LEVEL or below"
    Count++;
    KeReleaseSpinLockFromDpcLevel(&Lock);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    PDEVICE_OBJECT device;

    UNREFERENCED_PARAMETER(Path);
    KeInitializeSpinLock(&Lock);
    Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = ControlBad;
    return IoCreateDevice(Driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
}
