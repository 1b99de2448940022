// Functions that end a request with the status that they are given, or mark it, and whose result is returned.
#include <ntddk.h>

typedef struct _EXTENSION {
    LIST_ENTRY Queue;
    BOOLEAN Gone;
} EXTENSION, *PEXTENSION;

static NTSTATUS Complete(PIRP Irp, ULONG_PTR Information, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

static NTSTATUS Fail(PIRP Irp, NTSTATUS Status)
{
    NTSTATUS result = Complete(Irp, 0, Status);

    return result;
}

static NTSTATUS Either(PIRP Irp, NTSTATUS Status, BOOLEAN Now)
{
    if (!Now) {
        return STATUS_PENDING;
    }
    return Complete(Irp, 0, Status);
}

static NTSTATUS Another(PIRP Irp, NTSTATUS Status)
{
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    Status = STATUS_PENDING;
    return Status;
}

static NTSTATUS Wrong(PIRP Irp)
{
    IoMarkIrpPending(Irp);
    return STATUS_UNSUCCESSFUL;
}

static VOID Queue(PEXTENSION Extension, PIRP Irp)
{
    IoMarkIrpPending(Irp);
    InsertTailList(&Extension->Queue, &Irp->Tail.Overlay.ListEntry);
}

static VOID QueueLater(PEXTENSION Extension, PIRP Irp)
{
    if (!Extension->Gone) {
        Queue(Extension, Irp);
    }
}

static NTSTATUS CreateBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;

    IoMarkIrpPending(Irp);
    if (extension->Gone) {
        return Complete(Irp, 0, STATUS_DELETE_PENDING); // want "`CreateBad` has marked the IRP pending and returns STATUS_DELETE_PENDING"
    }
    InsertTailList(&extension->Queue, &Irp->Tail.Overlay.ListEntry);
    return STATUS_PENDING;
}

static NTSTATUS ReadBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    IoMarkIrpPending(Irp);
    return Fail(Irp, STATUS_INVALID_PARAMETER); // want "`ReadBad` has marked the IRP pending and returns STATUS_INVALID_PARAMETER"
}

static NTSTATUS WriteBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    return Complete(Irp, 0, STATUS_PENDING); // want "`WriteBad` returns STATUS_PENDING here, but has not marked"
}

static NTSTATUS CopiedBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = Wrong(Irp);

    if (status == STATUS_CANCELLED) {
        DbgPrint("%p", Device);
    }
    return status; // want "`CopiedBad` has marked the IRP pending and returns STATUS_UNSUCCESSFUL"
}

static NTSTATUS QueuedBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    Queue(Device->DeviceExtension, Irp);
    return STATUS_SUCCESS; // want "`QueuedBad` has marked the IRP pending and returns STATUS_SUCCESS"
}

static NTSTATUS QueuedOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    Queue(Device->DeviceExtension, Irp);
    return STATUS_PENDING;
}

static NTSTATUS LaterOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    QueueLater(Device->DeviceExtension, Irp);
    return STATUS_SUCCESS;
}

static NTSTATUS EndedOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;

    if (extension->Gone) {
        return Fail(Irp, STATUS_DELETE_PENDING);
    }
    IoMarkIrpPending(Irp);
    InsertTailList(&extension->Queue, &Irp->Tail.Overlay.ListEntry);
    return STATUS_PENDING;
}

static NTSTATUS EitherOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;

    IoMarkIrpPending(Irp);
    return Either(Irp, STATUS_SUCCESS, extension->Gone);
}

static NTSTATUS AnotherOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    IoMarkIrpPending(Irp);
    return Another(Irp, STATUS_SUCCESS);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->MajorFunction[IRP_MJ_CREATE] = CreateBad;
    DriverObject->MajorFunction[IRP_MJ_READ] = ReadBad;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = WriteBad;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = CopiedBad;
    DriverObject->MajorFunction[IRP_MJ_CLEANUP] = QueuedBad;
    DriverObject->MajorFunction[IRP_MJ_FLUSH_BUFFERS] = QueuedOk;
    DriverObject->MajorFunction[IRP_MJ_SHUTDOWN] = LaterOk;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = EndedOk;
    DriverObject->MajorFunction[IRP_MJ_INTERNAL_DEVICE_CONTROL] = EitherOk;
    DriverObject->MajorFunction[IRP_MJ_QUERY_INFORMATION] = AnotherOk;
    return STATUS_SUCCESS;
}
