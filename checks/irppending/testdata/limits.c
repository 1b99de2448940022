// What is known to be missed.
#include <ntddk.h>

static NTSTATUS Wrong(PIRP Irp)
{
    IoMarkIrpPending(Irp);
    return STATUS_UNSUCCESSFUL;
}

// The status of a helper is copied before it is returned: the helper does not answer for the routine as it is written here.
static NTSTATUS FN_Copied(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = Wrong(Irp);

    if (status == STATUS_CANCELLED) {
        DbgPrint("%p", Device);
    }
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->MajorFunction[IRP_MJ_READ] = FN_Copied;
    return STATUS_SUCCESS;
}
