// A cancel routine is called with the cancel lock held, which it gives up with the level of its IRP.
#include <ntddk.h>

static VOID CancelBad(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);

    IoReleaseCancelSpinLock(PASSIVE_LEVEL); // want "with the `CancelIrql` of its IRP"
    Irp->IoStatus.Status = STATUS_CANCELLED;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
}

static VOID CancelOk(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);

    IoReleaseCancelSpinLock(Irp->CancelIrql);
    Irp->IoStatus.Status = STATUS_CANCELLED;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
}

static NTSTATUS Read(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);

    IoMarkIrpPending(Irp);
    IoSetCancelRoutine(Irp, CancelBad);
    return STATUS_PENDING;
}

static NTSTATUS Write(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);

    IoMarkIrpPending(Irp);
    IoSetCancelRoutine(Irp, CancelOk);
    return STATUS_PENDING;
}

_Dispatch_type_(IRP_MJ_CLEANUP) DRIVER_DISPATCH PurgeOk;
_Dispatch_type_(IRP_MJ_CLOSE) DRIVER_DISPATCH PurgeOtherLockBad;
_Dispatch_type_(IRP_MJ_FLUSH_BUFFERS) DRIVER_DISPATCH QueueAll;

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->MajorFunction[IRP_MJ_READ] = Read;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = Write;
    DriverObject->MajorFunction[IRP_MJ_CLEANUP] = PurgeOk;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = PurgeOtherLockBad;
    DriverObject->MajorFunction[IRP_MJ_FLUSH_BUFFERS] = QueueAll;
    return STATUS_SUCCESS;
}

// Cancels an IRP itself, as the system does: the routine, called through the pointer, releases the lock.
NTSTATUS PurgeOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PIRP pending = (PIRP)Device->DeviceExtension;
    PDRIVER_CANCEL routine;
    KSPIN_LOCK lock;
    KIRQL irql;

    IoAcquireCancelSpinLock(&irql);
    routine = pending->CancelRoutine;
    if (routine != NULL) {
        pending->CancelRoutine = NULL;
        pending->CancelIrql = irql;
        routine(Device, pending);
    } else {
        IoReleaseCancelSpinLock(irql);
    }
    KeInitializeSpinLock(&lock);
    KeAcquireSpinLock(&lock, &irql);
    KeReleaseSpinLock(&lock, irql);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

NTSTATUS PurgeOtherLockBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    VOID (*routine)(VOID) = (VOID (*)(VOID))Device->DeviceExtension;
    KSPIN_LOCK lock;
    KIRQL irql;

    KeInitializeSpinLock(&lock);
    KeAcquireSpinLock(&lock, &irql);
    routine();
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS; // want "returns to the system at DISPATCH_LEVEL"
}

typedef struct { KSPIN_LOCK Lock; LIST_ENTRY Queue; } QUEUE, *PQUEUE;

// Back at the level of the thread that cancels, it takes a lock as if it were at DISPATCH_LEVEL still.
static VOID CancelQueuedBad(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PQUEUE queue = (PQUEUE)DeviceObject->DeviceExtension;
    KIRQL irql = Irp->CancelIrql;

    IoReleaseCancelSpinLock(Irp->CancelIrql);
    KeAcquireSpinLockAtDpcLevel(&queue->Lock); // want "`KeAcquireSpinLockAtDpcLevel` is called at PASSIVE_LEVEL, set by `IoReleaseCancelSpinLock`"
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
    KeReleaseSpinLock(&queue->Lock, irql);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
}

// Takes it while it still has the cancel lock.
static VOID CancelQueuedOk(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PQUEUE queue = (PQUEUE)DeviceObject->DeviceExtension;

    KeAcquireSpinLockAtDpcLevel(&queue->Lock);
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
    KeReleaseSpinLockFromDpcLevel(&queue->Lock);
    IoReleaseCancelSpinLock(Irp->CancelIrql);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
}

// Gives the cancel lock up, but not the level.
static VOID CancelHighOk(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PQUEUE queue = (PQUEUE)DeviceObject->DeviceExtension;
    KIRQL irql = Irp->CancelIrql;

    IoReleaseCancelSpinLock(DISPATCH_LEVEL);
    KeAcquireSpinLockAtDpcLevel(&queue->Lock);
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
    KeReleaseSpinLock(&queue->Lock, irql);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
}

NTSTATUS QueueAll(PDEVICE_OBJECT Device, PIRP Irp)
{
    PQUEUE queue = (PQUEUE)Device->DeviceExtension;

    switch (IoGetCurrentIrpStackLocation(Irp)->MinorFunction) {
    case 0:
        IoSetCancelRoutine(Irp, CancelQueuedBad);
        break;
    case 1:
        IoSetCancelRoutine(Irp, CancelQueuedOk);
        break;
    default:
        IoSetCancelRoutine(Irp, CancelHighOk);
    }
    IoMarkIrpPending(Irp);
    InsertTailList(&queue->Queue, &Irp->Tail.Overlay.ListEntry);
    return STATUS_PENDING;
}
