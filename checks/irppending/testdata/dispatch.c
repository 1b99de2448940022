// Dispatch routines that mark their IRP, or return STATUS_PENDING.
#include <ntddk.h>

typedef struct _EXTENSION {
    PDEVICE_OBJECT Lower;
    LIST_ENTRY Queue;
    KSPIN_LOCK Lock;
    IO_CSQ Csq;
    BOOLEAN Busy;
} EXTENSION, *PEXTENSION;

static DRIVER_DISPATCH CreateBad, CloseBad, ReadBad, WriteBad, ReadOk, WriteOk, FlushOk, CleanupOk, ControlOk, InternalOk, PowerOk, PnpOk, ShutdownBad, QueryOk, TestedOk, PollOk;

static NTSTATUS CreateBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    IoMarkIrpPending(Irp);
    IoStartPacket(Device, Irp, NULL, NULL);
    return STATUS_SUCCESS; // want "`CreateBad` has marked the IRP pending and returns STATUS_SUCCESS"
}

static NTSTATUS CloseBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;
    NTSTATUS status = STATUS_PENDING;

    IoMarkIrpPending(Irp);
    if (extension->Busy) {
        status = STATUS_DEVICE_BUSY;
        Irp->IoStatus.Status = status;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    } else {
        IoStartPacket(Device, Irp, NULL, NULL);
    }
    return status; // want "returns STATUS_DEVICE_BUSY"
}

// Put into a queue of its own, and never marked.
static NTSTATUS ReadBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;

    ExInterlockedInsertTailList(&extension->Queue, &Irp->Tail.Overlay.ListEntry, &extension->Lock);
    return STATUS_PENDING; // want "`ReadBad` returns STATUS_PENDING here, but has not marked the IRP pending .`IoMarkIrpPending`"
}

static NTSTATUS Answer(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;

    if (extension->Busy) {
        return STATUS_PENDING; // want "`Answer` returns STATUS_PENDING"
    }
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static NTSTATUS WriteBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    return Answer(Device, Irp);
}

static NTSTATUS ShutdownBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;
    BOOLEAN later = FALSE;

    if (extension->Busy) {
        IoMarkIrpPending(Irp);
        later = TRUE;
    }
    if (!later) {
        Irp->IoStatus.Status = STATUS_SUCCESS;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        return STATUS_PENDING; // want "`ShutdownBad` returns STATUS_PENDING"
    }
    return STATUS_PENDING;
}

static NTSTATUS ReadOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    IoMarkIrpPending(Irp);
    IoStartPacket(Device, Irp, NULL, NULL);
    return STATUS_PENDING;
}

static NTSTATUS WriteOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;

    IoMarkIrpPending(Irp);
    IoCopyCurrentIrpStackLocationToNext(Irp);
    return IoCallDriver(extension->Lower, Irp);
}

static NTSTATUS FlushOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;
    NTSTATUS status;
    BOOLEAN later = extension->Busy;

    if (later) {
        IoMarkIrpPending(Irp);
    }
    if (later) {
        return STATUS_PENDING;
    }
    status = IoCallDriver(extension->Lower, Irp);
    if (status == STATUS_PENDING) {
        return status;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS CleanupOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;

    IoCsqInsertIrp(&extension->Csq, Irp, NULL); // marks it
    return STATUS_PENDING;
}

static NTSTATUS Later(PIRP Irp)
{
    IoMarkIrpPending(Irp);
    return STATUS_PENDING;
}

static NTSTATUS ControlOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = STATUS_INVALID_DEVICE_REQUEST;

    UNREFERENCED_PARAMETER(Device);
    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode == 4) {
        status = Later(Irp);
    }
    if (status != STATUS_PENDING) {
        Irp->IoStatus.Status = status;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    return status;
}

// Has been marked by who calls it.
static NTSTATUS Poll(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;

    extension->Busy = Irp->Cancel;
    return STATUS_PENDING;
}

static NTSTATUS PollOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    IoMarkIrpPending(Irp);
    return Poll(Device, Irp);
}

static NTSTATUS Serve(PEXTENSION Extension, PVOID Buffer)
{
    return Extension->Busy ? STATUS_BUFFER_OVERFLOW : *(PNTSTATUS)Buffer;
}

// What a helper returns is not known: that it is tested for STATUS_PENDING does not mean that it can be.
static NTSTATUS TestedOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = Serve(Device->DeviceExtension, Irp->AssociatedIrp.SystemBuffer);

    if (status != STATUS_PENDING) {
        Irp->IoStatus.Status = status;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    return status;
}

static NTSTATUS InternalOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    UNREFERENCED_PARAMETER(Device);
    stack->Control |= SL_PENDING_RETURNED;
    return STATUS_PENDING;
}

static NTSTATUS PowerOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    IoMarkIrpPending(Irp);
    if (extension->Busy) {
        stack->Control &= ~SL_PENDING_RETURNED;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        return STATUS_SUCCESS;
    }
    return STATUS_PENDING;
}

static NTSTATUS OnCompletion(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Context);
    if (Irp->PendingReturned) {
        IoMarkIrpPending(Irp);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS PnpOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;

    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, OnCompletion, NULL, TRUE, TRUE, TRUE);
    return IoCallDriver(extension->Lower, Irp);
}

static NTSTATUS QueryOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = STATUS_PENDING;

    UNREFERENCED_PARAMETER(Device);
    IoMarkIrpPending(Irp);
    if (NT_ERROR(status)) {
        return STATUS_UNSUCCESSFUL;
    }
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->MajorFunction[IRP_MJ_CREATE] = CreateBad;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = CloseBad;
    DriverObject->MajorFunction[IRP_MJ_READ] = ReadBad;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = WriteBad;
    DriverObject->MajorFunction[IRP_MJ_SHUTDOWN] = ShutdownBad;
    return STATUS_SUCCESS;
}
