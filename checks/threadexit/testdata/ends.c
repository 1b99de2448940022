// System threads that end in the middle of something.
#include <ntifs.h>

typedef struct _QUEUE {
    FAST_MUTEX Lock;
    KGUARDED_MUTEX Guard;
    ERESOURCE Resource;
    EX_PUSH_LOCK PushLock;
    KEVENT Wake;
    PEPROCESS Process;
    BOOLEAN Stop;
    ULONG Items;
} QUEUE, *PQUEUE;

VOID Process(PQUEUE Queue);
VOID UnlockElsewhere(PERESOURCE Resource);

static VOID Quit(PQUEUE Queue)
{
    Queue->Items = 0;
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Leave(PQUEUE Queue)
{
    ExReleaseResourceLite(&Queue->Resource);
    KeLeaveCriticalRegion();
}

static VOID RegionBad(PVOID Context)
{
    PQUEUE queue = Context;

    KeEnterCriticalRegion();
    while (!queue->Stop) {
        Process(queue);
    }
    PsTerminateSystemThread(STATUS_SUCCESS); // want "inside the critical region.*0x20"
}

static VOID GuardedReturnBad(PVOID Context)
{
    PQUEUE queue = Context;

    KeEnterGuardedRegion();
    if (queue->Items == 0) {
        return; // want "`GuardedReturnBad` returns inside the guarded region"
    }
    Process(queue);
    KeLeaveGuardedRegion();
}

static VOID AttachedBad(PVOID Context)
{
    PQUEUE queue = Context;
    KAPC_STATE state;

    KeStackAttachProcess(queue->Process, &state);
    if (queue->Stop) {
        PsTerminateSystemThread(STATUS_CANCELLED); // want "attached to another process.*0x5"
    }
    Process(queue);
    KeUnstackDetachProcess(&state);
}

static VOID ResourceBad(PVOID Context)
{
    PQUEUE queue = Context;

    for (;;) {
        KeEnterCriticalRegion();
        ExAcquireResourceExclusiveLite(&queue->Resource, TRUE);
        if (queue->Stop) {
            KeLeaveCriticalRegion();
            break;
        }
        queue->Items++;
        ExReleaseResourceLite(&queue->Resource);
        KeLeaveCriticalRegion();
    }
    PsTerminateSystemThread(STATUS_SUCCESS); // want "while the thread holds `.*Resource`"
}

static VOID MutexHelperBad(PVOID Context)
{
    PQUEUE queue = Context;

    ExAcquireFastMutex(&queue->Lock);
    if (queue->Stop) {
        Quit(queue); // want "through `Quit`.*holds `.*Lock`"
    }
    ExReleaseFastMutex(&queue->Lock);
}

static VOID RegionHelperBad(PVOID Context)
{
    PQUEUE queue = Context;

    KeEnterCriticalRegion();
    if (queue->Stop) {
        Quit(queue); // want "through `Quit`.*critical region"
    }
    KeLeaveCriticalRegion();
}

static VOID GuardedMutexBad(PVOID Context)
{
    PQUEUE queue = Context;

    KeAcquireGuardedMutex(&queue->Guard);
    queue->Items = 0;
    PsTerminateSystemThread(STATUS_SUCCESS); // want "holds `.*Guard`"
}

static VOID BalancedOk(PVOID Context)
{
    PQUEUE queue = Context;
    KAPC_STATE state;

    while (!queue->Stop) {
        KeWaitForSingleObject(&queue->Wake, Executive, KernelMode, FALSE, NULL);
        KeEnterCriticalRegion();
        ExAcquireResourceExclusiveLite(&queue->Resource, TRUE);
        queue->Items++;
        ExReleaseResourceLite(&queue->Resource);
        KeLeaveCriticalRegion();
        KeStackAttachProcess(queue->Process, &state);
        Process(queue);
        KeUnstackDetachProcess(&state);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID FP_LeftByHelper(PVOID Context)
{
    PQUEUE queue = Context;

    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&queue->Resource, TRUE);
    if (queue->Stop) {
        Leave(queue);
        Quit(queue);
    }
    Leave(queue);
}

static VOID FP_TryFailed(PVOID Context)
{
    PQUEUE queue = Context;

    if (!ExTryToAcquireFastMutex(&queue->Lock)) {
        PsTerminateSystemThread(STATUS_SUCCESS);
    }
    queue->Items++;
    ExReleaseFastMutex(&queue->Lock);
}

static VOID FP_Flag(PVOID Context)
{
    PQUEUE queue = Context;
    BOOLEAN entered = FALSE;

    if (queue->Items > 10) {
        KeEnterCriticalRegion();
        entered = TRUE;
    }
    Process(queue);
    if (entered) {
        KeLeaveCriticalRegion();
    }
}

static VOID FP_OtherName(PVOID Context)
{
    PQUEUE queue = Context;
    PQUEUE same = CONTAINING_RECORD(&queue->Wake, QUEUE, Wake);

    ExAcquireFastMutex(&queue->Lock);
    queue->Items++;
    ExReleaseFastMutex(&same->Lock);
}

static VOID FP_Elsewhere(PVOID Context)
{
    PQUEUE queue = Context;

    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&queue->Resource, TRUE);
    queue->Items++;
    UnlockElsewhere(&queue->Resource);
    KeLeaveCriticalRegion();
}

static VOID FP_Shared(PVOID Context)
{
    PQUEUE queue = Context;

    FltAcquireResourceShared(&queue->Resource);
    queue->Items++;
    FltReleaseResource(&queue->Resource);
}

// Taken and left to another thread by way of a list: what is on the list is not known.
static VOID FN_List(PVOID Context)
{
    PQUEUE queue = Context;
    PQUEUE other = ExAllocatePool(NonPagedPool, sizeof(QUEUE));

    Process(other);
    ExAcquireFastMutex(&other->Lock);
    Process(other);
    queue->Items++;
    ExReleaseFastMutex(&queue->Lock);
}

VOID Start(PQUEUE Queue, PHANDLE Threads)
{
    PsCreateSystemThread(&Threads[0], THREAD_ALL_ACCESS, NULL, NULL, NULL, RegionBad, Queue);
    PsCreateSystemThread(&Threads[1], THREAD_ALL_ACCESS, NULL, NULL, NULL, GuardedReturnBad, Queue);
    PsCreateSystemThread(&Threads[2], THREAD_ALL_ACCESS, NULL, NULL, NULL, AttachedBad, Queue);
    PsCreateSystemThread(&Threads[3], THREAD_ALL_ACCESS, NULL, NULL, NULL, ResourceBad, Queue);
    PsCreateSystemThread(&Threads[4], THREAD_ALL_ACCESS, NULL, NULL, NULL, MutexHelperBad, Queue);
    PsCreateSystemThread(&Threads[5], THREAD_ALL_ACCESS, NULL, NULL, NULL, RegionHelperBad, Queue);
    PsCreateSystemThread(&Threads[6], THREAD_ALL_ACCESS, NULL, NULL, NULL, GuardedMutexBad, Queue);
    PsCreateSystemThread(&Threads[7], THREAD_ALL_ACCESS, NULL, NULL, NULL, BalancedOk, Queue);
    PsCreateSystemThread(&Threads[8], THREAD_ALL_ACCESS, NULL, NULL, NULL, FP_LeftByHelper, Queue);
    PsCreateSystemThread(&Threads[9], THREAD_ALL_ACCESS, NULL, NULL, NULL, FP_TryFailed, Queue);
    PsCreateSystemThread(&Threads[10], THREAD_ALL_ACCESS, NULL, NULL, NULL, FP_Flag, Queue);
    PsCreateSystemThread(&Threads[11], THREAD_ALL_ACCESS, NULL, NULL, NULL, FP_OtherName, Queue);
    PsCreateSystemThread(&Threads[12], THREAD_ALL_ACCESS, NULL, NULL, NULL, FP_Elsewhere, Queue);
    PsCreateSystemThread(&Threads[13], THREAD_ALL_ACCESS, NULL, NULL, NULL, FP_Shared, Queue);
    PsCreateSystemThread(&Threads[14], THREAD_ALL_ACCESS, NULL, NULL, NULL, FN_List, Queue);
}

// The names that resources had before Lite was added to them.
static VOID OldNamesOk(PVOID Context)
{
    PQUEUE queue = Context;

    KeEnterCriticalRegion();
    ExAcquireResourceExclusive(&queue->Resource, TRUE);
    queue->Items++;
    ExReleaseResource(&queue->Resource);
    KeLeaveCriticalRegion();
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID OldNamesBad(PVOID Context)
{
    PQUEUE queue = Context;

    ExAcquireResourceExclusive(&queue->Resource, TRUE);
    PsTerminateSystemThread(STATUS_SUCCESS); // want "."
}

NTSTATUS StartOldNames(PQUEUE Queue)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, OldNamesOk, Queue);

    if (NT_SUCCESS(status)) {
        ZwClose(thread);
        status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, OldNamesBad, Queue);
        if (NT_SUCCESS(status))
            ZwClose(thread);
    }
    return status;
}
