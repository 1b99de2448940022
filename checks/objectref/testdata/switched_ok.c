// A request that opens a device when it is wanted first, and for good: the reference lasts as long as the driver.
#include <ntddk.h>

static PFILE_OBJECT File;
static PDEVICE_OBJECT Target;
static BOOLEAN On;

static NTSTATUS Switch(VOID)
{
    NTSTATUS status;
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Sample");

    status = IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &File, &Target);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    On = TRUE;
    return STATUS_SUCCESS;
}

static NTSTATUS DeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    NTSTATUS status = STATUS_SUCCESS;

    UNREFERENCED_PARAMETER(DeviceObject);
    switch (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode) {
    case 0x220000:
        if (!On) {
            status = Switch();
        }
        break;
    case 0x220004:
        DbgPrint("%d", On);
        break;
    }
    Irp->IoStatus.Status = status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = DeviceControl;
    return STATUS_SUCCESS;
}
