// Resources that go from one thread to another.
#include <ntifs.h>

typedef struct _VOLUME {
    ERESOURCE Lock;
    ERESOURCE Paging;
    ERESOURCE Table;
    ERESOURCE Owned;
    PERESOURCE Shared;
    PIO_WORKITEM Item;
    WORK_QUEUE_ITEM QueueItem;
    ULONG Writes;
} VOLUME, *PVOLUME;

static ERESOURCE GlobalLock;

static VOID Unlock(PVOLUME Volume)
{
    Volume->Writes = 0;
    ExReleaseResourceLite(&Volume->Paging); // want "`FlushBad` never takes"
}

static VOID WriteBad(PDEVICE_OBJECT Device, PVOID Context)
{
    PVOLUME volume = Context;

    UNREFERENCED_PARAMETER(Device);

    volume->Writes++;
    ExReleaseResourceLite(&volume->Lock); // want "`ExReleaseResourceLite` releases a resource here that `WriteBad` never takes"
}

static VOID FlushBad(PVOID Context)
{
    Unlock((PVOLUME)Context);
}

static NTSTATUS CompletedBad(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Context);

    if (Irp->PendingReturned) {
        IoMarkIrpPending(Irp);
    }
    ExReleaseResourceLite(&GlobalLock); // want "`CompletedBad` never takes"
    return STATUS_CONTINUE_COMPLETION;
}

// It takes what it releases.
static VOID FP_Own(PDEVICE_OBJECT Device, PVOID Context)
{
    PVOLUME volume = Context;

    UNREFERENCED_PARAMETER(Device);

    ExAcquireResourceExclusiveLite(&volume->Table, TRUE);
    volume->Writes++;
    ExReleaseResourceLite(&volume->Table);
}

// The owner pointer was set.
static VOID FP_Pointer(PDEVICE_OBJECT Device, PVOID Context)
{
    PVOLUME volume = Context;

    UNREFERENCED_PARAMETER(Device);

    ExReleaseResourceForThreadLite(&volume->Owned, (ERESOURCE_THREAD)((ULONG_PTR)volume | 3));
}

// Taken by a wrapper that says which by a parameter.
static VOID Take(PERESOURCE Resource)
{
    ExAcquireResourceSharedLite(Resource, TRUE);
}

static VOID FP_Wrapper(PDEVICE_OBJECT Device, PVOID Context)
{
    PVOLUME volume = Context;

    UNREFERENCED_PARAMETER(Device);

    Take(&volume->Lock);
    volume->Writes++;
    ExReleaseResourceLite(&volume->Lock);
}

// Released by a wrapper that says which by a parameter.
static VOID Give(PERESOURCE Resource)
{
    ExReleaseResourceLite(Resource);
}

static VOID FN_Wrapper(PDEVICE_OBJECT Device, PVOID Context)
{
    PVOLUME volume = Context;

    UNREFERENCED_PARAMETER(Device);

    Give(&volume->Lock);
}

NTSTATUS Write(PVOLUME Volume, PDEVICE_OBJECT Target, PIRP Irp)
{
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Volume->Lock, TRUE);
    ExAcquireResourceSharedLite(&Volume->Paging, TRUE);
    ExAcquireResourceExclusiveLite(&GlobalLock, TRUE);
    ExAcquireResourceExclusiveLite(&Volume->Table, TRUE);
    ExAcquireResourceExclusiveLite(&Volume->Owned, TRUE);
    ExSetResourceOwnerPointer(&Volume->Owned, (PVOID)((ULONG_PTR)Volume | 3));
    ExReleaseResourceLite(&Volume->Table);
    IoQueueWorkItem(Volume->Item, WriteBad, DelayedWorkQueue, Volume);
    IoQueueWorkItem(Volume->Item, FP_Own, DelayedWorkQueue, Volume);
    IoQueueWorkItem(Volume->Item, FP_Pointer, DelayedWorkQueue, Volume);
    IoQueueWorkItem(Volume->Item, FP_Wrapper, DelayedWorkQueue, Volume);
    IoQueueWorkItem(Volume->Item, FN_Wrapper, DelayedWorkQueue, Volume);
    ExInitializeWorkItem(&Volume->QueueItem, FlushBad, Volume);
    ExQueueWorkItem(&Volume->QueueItem, DelayedWorkQueue);
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, CompletedBad, NULL, TRUE, TRUE, TRUE);
    KeLeaveCriticalRegion();
    return IoCallDriver(Target, Irp);
}
