/* The entry point fails with the resource in the list; K&R layout. */
#include <ntddk.h>

static ERESOURCE lock;

static void
unload(driver)
	PDRIVER_OBJECT driver;
{
	IoDeleteDevice(driver->DeviceObject);
	ExDeleteResourceLite(&lock);
}

NTSTATUS
DriverEntry(driver, path)
	PDRIVER_OBJECT driver;
	PUNICODE_STRING path;
{
	PDEVICE_OBJECT device;
	NTSTATUS status;

	ExInitializeResourceLite(&lock);
	status = IoCreateDevice(driver, 0, path, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
	if (!NT_SUCCESS(status))
		return status; // want "`DriverEntry` fails with the resource `lock`"
	driver->DriverUnload = unload;
	return STATUS_SUCCESS;
}
