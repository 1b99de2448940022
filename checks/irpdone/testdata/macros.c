/* K&R layout, completion behind macros. */
#include <ntddk.h>

#define DONE(irp, s, n) \
	(irp)->IoStatus.Status = (s); \
	(irp)->IoStatus.Information = (n); \
	IoCompleteRequest((irp), IO_NO_INCREMENT)

NTSTATUS
CreateBad(dev, irp)
	PDEVICE_OBJECT dev;
	PIRP irp;
{
	DONE(irp, STATUS_SUCCESS, FILE_OPENED);
	return irp->IoStatus.Status; // want "`irp->IoStatus.Status` is used here"
}

NTSTATUS
ControlBad(dev, irp)
	PDEVICE_OBJECT dev;
	PIRP irp;
{
	NTSTATUS status = STATUS_SUCCESS;

	if (IoGetCurrentIrpStackLocation(irp)->Parameters.DeviceIoControl.IoControlCode == 3) {
		DONE(irp, STATUS_UNSUCCESSFUL, 0);
		status = STATUS_UNSUCCESSFUL;
	}
	DONE(irp, status, 0); // want "`irp->IoStatus.Status` is used"
	return status;
}

NTSTATUS
ReadOk(dev, irp)
	PDEVICE_OBJECT dev;
	PIRP irp;
{
	DONE(irp, STATUS_SUCCESS, 0);
	return STATUS_SUCCESS;
}

NTSTATUS CheckedBuildOk(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    KdPrint(("%x\n", Irp->IoStatus.Status));
    return STATUS_SUCCESS;
}
