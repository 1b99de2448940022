// What only a checked build looks at.
#include <ntddk.h>

NTSTATUS PrintedBad(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    KdPrint(("%x\n", Irp->IoStatus.Status)); // want "`Irp->IoStatus.Status` is used by a checked build here"
    return STATUS_SUCCESS;
}

#define TRACE(text, ...) KdPrint(("driver: " text, __VA_ARGS__))

NTSTATUS TracedBad(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    TRACE("%x\n", Irp->IoStatus.Status); // want "`Irp->IoStatus.Status` is used by a checked build here"
    return STATUS_SUCCESS;
}

NTSTATUS AssertedBad(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    ASSERT(Irp->IoStatus.Information == 0); // want "`Irp->IoStatus.Information` is used by a checked build here"
    return STATUS_SUCCESS;
}

NTSTATUS AlwaysPrintedBad(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    DbgPrint("%x\n", Irp->IoStatus.Status); // want "`Irp->IoStatus.Status` is used here"
    return STATUS_SUCCESS;
}

NTSTATUS ReturnedTooBad(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    KdPrint(("%x\n", Irp->IoStatus.Status)); // want "`Irp->IoStatus.Status` is used by a checked build here"
    return Irp->IoStatus.Status; // want "`Irp->IoStatus.Status` is used here"
}
