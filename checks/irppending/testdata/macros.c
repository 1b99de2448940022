/* K&R layout, statuses and marks behind macros. */
#include <ntddk.h>

#define PEND(irp)          do { IoMarkIrpPending(irp); } while (0)
#define FINISH(irp, s)     do { (irp)->IoStatus.Status = (s); IoCompleteRequest((irp), IO_NO_INCREMENT); } while (0)

struct ext {
	int stopped;
};

static NTSTATUS
readwrite(dev, irp)
	PDEVICE_OBJECT dev;
	PIRP irp;
{
	struct ext *x = dev->DeviceExtension;

	PEND(irp);
	if (x->stopped) {
		FINISH(irp, STATUS_DELETE_PENDING);
		return STATUS_DELETE_PENDING; // want "`readwrite` has marked the IRP pending and returns STATUS_DELETE_PENDING"
	}
	IoStartPacket(dev, irp, NULL, NULL);
	return STATUS_PENDING;
}

static NTSTATUS
control(dev, irp)
	PDEVICE_OBJECT dev;
	PIRP irp;
{
	struct ext *x = dev->DeviceExtension;

	if (x->stopped) {
		FINISH(irp, STATUS_DELETE_PENDING);
		return STATUS_DELETE_PENDING;
	}
	PEND(irp);
	IoStartPacket(dev, irp, NULL, NULL);
	return STATUS_PENDING;
}

NTSTATUS
DriverEntry(driver, path)
	PDRIVER_OBJECT driver;
	PUNICODE_STRING path;
{
	driver->MajorFunction[IRP_MJ_READ] = driver->MajorFunction[IRP_MJ_WRITE] = readwrite;
	driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = control;
	return STATUS_SUCCESS;
}
