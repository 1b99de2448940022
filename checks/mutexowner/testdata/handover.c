// Mutexes that go from one thread to another.
#include <ntifs.h>

#define UNLOCK(m) KeReleaseMutex(&(m), FALSE)

typedef struct _VOLUME {
    KMUTEX Busy;
    KMUTEX Table;
    KMUTEX Named;
    KSEMAPHORE Gate;
    FAST_MUTEX Fast;
    KGUARDED_MUTEX Guarded;
    PIO_WORKITEM Item;
    WORK_QUEUE_ITEM QueueItem;
    KDPC Dpc;
    ULONG Writes;
} VOLUME, *PVOLUME;

static KMUTEX GlobalMutex;
static FAST_MUTEX GlobalFast;

static VOID WriteBad(PDEVICE_OBJECT Device, PVOID Context)
{
    PVOLUME volume = Context;

    UNREFERENCED_PARAMETER(Device);

    volume->Writes++;
    KeReleaseMutex(&volume->Busy, FALSE); // want "`KeReleaseMutex` releases the mutex `Busy` here, which `WriteBad` never takes.*0xC0000046"
}

static VOID Unlock(PVOLUME Volume)
{
    Volume->Writes = 0;
    ExReleaseFastMutex(&Volume->Fast); // want "`ExReleaseFastMutex` releases the mutex `Fast` here, which `FlushBad` never takes"
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
    UNLOCK(GlobalMutex); // want "`KeReleaseMutex` releases the mutex `GlobalMutex` here, which `CompletedBad` never takes"
    return STATUS_CONTINUE_COMPLETION;
}

static VOID TimedBad(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);

    ExReleaseFastMutex(&GlobalFast); // want "`TimedBad` never takes"
}

static VOID ThreadBad(PVOID Context)
{
    PVOLUME volume = Context;

    KeReleaseGuardedMutex(&volume->Guarded); // want "`ThreadBad` never takes"
    PsTerminateSystemThread(STATUS_SUCCESS);
}

// It takes what it releases.
static VOID OwnOk(PDEVICE_OBJECT Device, PVOID Context)
{
    PVOLUME volume = Context;

    UNREFERENCED_PARAMETER(Device);

    KeWaitForSingleObject(&volume->Table, Executive, KernelMode, FALSE, NULL);
    volume->Writes++;
    KeReleaseMutex(&volume->Table, FALSE);
}

// A semaphore has no owner.
static VOID SemaphoreOk(PDEVICE_OBJECT Device, PVOID Context)
{
    PVOLUME volume = Context;

    UNREFERENCED_PARAMETER(Device);

    KeReleaseSemaphore(&volume->Gate, IO_NO_INCREMENT, 1, FALSE);
}

// Taken among other objects.
static VOID SeveralOk(PDEVICE_OBJECT Device, PVOID Context)
{
    PVOLUME volume = Context;
    PVOID objects[2];

    UNREFERENCED_PARAMETER(Device);

    objects[0] = &volume->Busy;
    objects[1] = &volume->Table;
    KeWaitForMultipleObjects(2, objects, WaitAll, Executive, KernelMode, FALSE, NULL, NULL);
    KeReleaseMutex(&volume->Busy, FALSE);
    KeReleaseMutex(&volume->Table, FALSE);
}

static VOID Take(PKMUTEX Mutex)
{
    KeWaitForSingleObject(Mutex, Executive, KernelMode, FALSE, NULL);
}

static VOID WrapperOk(PDEVICE_OBJECT Device, PVOID Context)
{
    PVOLUME volume = Context;

    UNREFERENCED_PARAMETER(Device);

    Take(&volume->Busy);
    KeReleaseMutex(&volume->Busy, FALSE);
}

static VOID Give(PKMUTEX Mutex)
{
    KeReleaseMutex(Mutex, FALSE);
}

// Released by a wrapper that says which by a parameter.
static VOID FN_Wrapper(PDEVICE_OBJECT Device, PVOID Context)
{
    PVOLUME volume = Context;

    UNREFERENCED_PARAMETER(Device);

    Give(&volume->Named);
}

// The routine may run in the thread that took it, too: who queues it waits there.
static VOID FP_Inline(PDEVICE_OBJECT Device, PVOID Context)
{
    PVOLUME volume = Context;

    if (Device == NULL) {
        KeReleaseMutex(&volume->Named, FALSE); // want "`FP_Inline` never takes"
    }
}

NTSTATUS Write(PVOLUME Volume, PDEVICE_OBJECT Target, PIRP Irp)
{
    HANDLE thread;

    KeWaitForSingleObject(&Volume->Busy, Executive, KernelMode, FALSE, NULL);
    KeWaitForMutexObject(&GlobalMutex, Executive, KernelMode, FALSE, NULL);
    KeWaitForSingleObject(&Volume->Named, Executive, KernelMode, FALSE, NULL);
    KeWaitForSingleObject(&Volume->Gate, Executive, KernelMode, FALSE, NULL);
    ExAcquireFastMutex(&Volume->Fast);
    ExAcquireFastMutex(&GlobalFast);
    KeAcquireGuardedMutex(&Volume->Guarded);
    IoQueueWorkItem(Volume->Item, WriteBad, DelayedWorkQueue, Volume);
    IoQueueWorkItem(Volume->Item, OwnOk, DelayedWorkQueue, Volume);
    IoQueueWorkItem(Volume->Item, SemaphoreOk, DelayedWorkQueue, Volume);
    IoQueueWorkItem(Volume->Item, SeveralOk, DelayedWorkQueue, Volume);
    IoQueueWorkItem(Volume->Item, WrapperOk, DelayedWorkQueue, Volume);
    IoQueueWorkItem(Volume->Item, FN_Wrapper, DelayedWorkQueue, Volume);
    IoQueueWorkItem(Volume->Item, FP_Inline, DelayedWorkQueue, Volume);
    FP_Inline(NULL, Volume);
    ExInitializeWorkItem(&Volume->QueueItem, FlushBad, Volume);
    ExQueueWorkItem(&Volume->QueueItem, DelayedWorkQueue);
    KeInitializeDpc(&Volume->Dpc, TimedBad, Volume);
    KeInsertQueueDpc(&Volume->Dpc, NULL, NULL);
    if (NT_SUCCESS(PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadBad, Volume))) {
        ZwClose(thread);
    }
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, CompletedBad, NULL, TRUE, TRUE, TRUE);
    return IoCallDriver(Target, Irp);
}
