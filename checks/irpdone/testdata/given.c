// Requests that are used after they were put where another thread takes them from.
#include <ntddk.h>

typedef struct _EXTENSION {
    KSPIN_LOCK Lock;
    FAST_MUTEX Mutex;
    LIST_ENTRY Waiting;
    LIST_ENTRY Tracked;
    IO_CSQ Csq;
    KEVENT Done;
    BOOLEAN Busy;
} EXTENSION, *PEXTENSION;

typedef struct _WORK {
    PIRP Irp;
} WORK;

NTSTATUS Start(PEXTENSION Extension, WORK *Work);

NTSTATUS MarkedLateBad(PEXTENSION Extension, PIRP Irp)
{
    KIRQL old;

    KeAcquireSpinLock(&Extension->Lock, &old);
    InsertTailList(&Extension->Waiting, &Irp->Tail.Overlay.ListEntry);
    KeReleaseSpinLock(&Extension->Lock, old);
    IoMarkIrpPending(Irp); // want "`Irp` is used here, after `InsertTailList` has put the request into a queue: another thread may have taken and completed it by now"
    return STATUS_PENDING;
}

NTSTATUS MarkedInTimeOk(PEXTENSION Extension, PIRP Irp)
{
    KIRQL old;

    KeAcquireSpinLock(&Extension->Lock, &old);
    IoMarkIrpPending(Irp);
    InsertTailList(&Extension->Waiting, &Irp->Tail.Overlay.ListEntry);
    Irp->IoStatus.Information = 0;
    KeReleaseSpinLock(&Extension->Lock, old);
    return STATUS_PENDING;
}

NTSTATUS SafeQueueBad(PEXTENSION Extension, PIRP Irp)
{
    IoCsqInsertIrp(&Extension->Csq, Irp, NULL);
    Irp->IoStatus.Status = STATUS_PENDING; // want "`Irp->IoStatus.Status` is used here, after `IoCsqInsertIrp` has put the request into a queue"
    return STATUS_PENDING;
}

NTSTATUS InterlockedBad(PEXTENSION Extension, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    IoMarkIrpPending(Irp);
    ExInterlockedInsertTailList(&Extension->Waiting, &Irp->Tail.Overlay.ListEntry, &Extension->Lock);
    Extension->Busy = stack->Parameters.Read.Length > 0; // want "`stack->Parameters.Read.Length` is used here"
    return STATUS_PENDING;
}

static NTSTATUS Enqueue(PEXTENSION Extension, PIRP Irp)
{
    NTSTATUS status = STATUS_DEVICE_BUSY;

    ExAcquireFastMutex(&Extension->Mutex);
    if (!Extension->Busy) {
        IoMarkIrpPending(Irp);
        InsertTailList(&Extension->Waiting, &Irp->Tail.Overlay.ListEntry);
        status = STATUS_PENDING;
    }
    ExReleaseFastMutex(&Extension->Mutex);
    return status;
}

NTSTATUS StatusForAllBad(PEXTENSION Extension, PIRP Irp)
{
    NTSTATUS status = Enqueue(Extension, Irp);

    Irp->IoStatus.Status = status; // want "`Irp->IoStatus.Status` is used here, after `Enqueue` has put the request into a queue"
    if (status != STATUS_PENDING) {
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    return status;
}

NTSTATUS StatusOfFailureOk(PEXTENSION Extension, PIRP Irp)
{
    NTSTATUS status = Enqueue(Extension, Irp);

    if (status != STATUS_PENDING) {
        Irp->IoStatus.Status = status;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    return status;
}

/* The list only tells which requests there are: this one goes on. */
NTSTATUS TrackedOk(PDEVICE_OBJECT Lower, PEXTENSION Extension, PIRP Irp)
{
    KIRQL old;

    KeAcquireSpinLock(&Extension->Lock, &old);
    InsertTailList(&Extension->Tracked, &Irp->Tail.Overlay.ListEntry);
    KeReleaseSpinLock(&Extension->Lock, old);
    Irp->IoStatus.Information = 0;
    IoSkipCurrentIrpStackLocation(Irp);
    return IoCallDriver(Lower, Irp);
}

NTSTATUS TrackedByRecordOk(PEXTENSION Extension, PIRP Irp)
{
    WORK work;
    KIRQL old;

    work.Irp = Irp;
    KeAcquireSpinLock(&Extension->Lock, &old);
    InsertTailList(&Extension->Tracked, &Irp->Tail.Overlay.ListEntry);
    KeReleaseSpinLock(&Extension->Lock, old);
    Irp->IoStatus.Information = 0;
    return Start(Extension, &work);
}

/* Collects what it completes once the lock is released. */
NTSTATUS CollectedOk(PEXTENSION Extension)
{
    LIST_ENTRY mine;
    KIRQL old;

    InitializeListHead(&mine);
    KeAcquireSpinLock(&Extension->Lock, &old);
    while (!IsListEmpty(&Extension->Waiting)) {
        PLIST_ENTRY entry = RemoveHeadList(&Extension->Waiting);
        PIRP irp = CONTAINING_RECORD(entry, IRP, Tail.Overlay.ListEntry);

        InsertTailList(&mine, &irp->Tail.Overlay.ListEntry);
        irp->IoStatus.Information = 0;
    }
    KeReleaseSpinLock(&Extension->Lock, old);
    while (!IsListEmpty(&mine)) {
        PIRP irp = CONTAINING_RECORD(RemoveHeadList(&mine), IRP, Tail.Overlay.ListEntry);

        irp->IoStatus.Status = STATUS_CANCELLED;
        IoCompleteRequest(irp, IO_NO_INCREMENT);
    }
    return STATUS_SUCCESS;
}

/* Waits until the other thread is done, and completes the request itself. */
NTSTATUS WaitedForOk(PEXTENSION Extension, PIRP Irp)
{
    ExInterlockedInsertTailList(&Extension->Waiting, &Irp->Tail.Overlay.ListEntry, &Extension->Lock);
    KeWaitForSingleObject(&Extension->Done, Executive, KernelMode, FALSE, NULL);
    return Irp->IoStatus.Status;
}

/* Takes it back where it was cancelled meanwhile. */
NTSTATUS TakenBackOk(PEXTENSION Extension, PIRP Irp)
{
    KIRQL old;

    KeAcquireSpinLock(&Extension->Lock, &old);
    InsertTailList(&Extension->Waiting, &Irp->Tail.Overlay.ListEntry);
    KeReleaseSpinLock(&Extension->Lock, old);
    KeAcquireSpinLock(&Extension->Lock, &old);
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
    KeReleaseSpinLock(&Extension->Lock, old);
    Irp->IoStatus.Status = STATUS_CANCELLED;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_CANCELLED;
}
