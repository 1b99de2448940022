// A helper that is declared as a dispatch routine, and that only the driver itself calls: what it returns goes to
// its caller, not to the I/O manager.
#include <ntddk.h>

DRIVER_DISPATCH PollOk;
DRIVER_DISPATCH DeclaredBad;

NTSTATUS PollOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PLONG left = Irp->AssociatedIrp.SystemBuffer;

    UNREFERENCED_PARAMETER(Device);
    if ((*left)-- <= 0) {
        return STATUS_SUCCESS;
    }
    return STATUS_PENDING;
}

VOID RetryOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = PollOk(Device, Irp);

    if (status != STATUS_PENDING) {
        Irp->IoStatus.Status = status;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
}

NTSTATUS DeclaredBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    Irp->IoStatus.Information = 0;
    return STATUS_PENDING; // want "has not marked the IRP pending"
}
