// What fastmutexwait must leave alone, and flags, behind macros, tables and context structures.
#include <fltKernel.h>

#define LOCK(c) ((c)->Ops->Lock(&(c)->Mutex))
#define UNLOCK(c) ((c)->Ops->Unlock(&(c)->Mutex))
#define TRYLOCK(c) ExTryToAcquireFastMutex(&(c)->Mutex)
#define WAIT(c) ((c)->Ops->Wait((c), NULL))
#define POLL(c) ((c)->Ops->Wait((c), &Zero))
#define IFERR_RETURN(call) do { NTSTATUS s_ = (call); if (!NT_SUCCESS(s_)) return s_; } while (0)
#define IFERR_GOTO(call, label) do { status = (call); if (!NT_SUCCESS(status)) goto label; } while (0)

struct _CHANNEL;

typedef struct _CHANNEL_OPS {
    VOID (*Lock)(PFAST_MUTEX Mutex);
    VOID (*Unlock)(PFAST_MUTEX Mutex);
    NTSTATUS (*Wait)(struct _CHANNEL *Channel, PLARGE_INTEGER Timeout);
    NTSTATUS (*Send)(struct _CHANNEL *Channel);
} CHANNEL_OPS;

typedef struct _CHANNEL {
    const CHANNEL_OPS *Ops;
    FAST_MUTEX Mutex;
    FAST_MUTEX Second;
    KGUARDED_MUTEX Guard;
    KEVENT Event;
    WORK_QUEUE_ITEM Item;
    HANDLE File;
    PFLT_FILTER Filter;
    PFLT_PORT Port;
    ULONG Count;
} CHANNEL, *PCHANNEL;

static LARGE_INTEGER Zero;

static NTSTATUS ChannelWait(PCHANNEL Channel, PLARGE_INTEGER Timeout)
{
    return KeWaitForSingleObject(&Channel->Event, Executive, KernelMode, FALSE, Timeout);
}

static NTSTATUS ChannelSend(PCHANNEL Channel)
{
    return FltSendMessage(Channel->Filter, &Channel->Port, &Channel->Count, 4, NULL, NULL, NULL);
}

static const CHANNEL_OPS ChannelOps = { ExAcquireFastMutex, ExReleaseFastMutex, ChannelWait, ChannelSend };

VOID ChannelInit(PCHANNEL Channel)
{
    Channel->Ops = &ChannelOps;
    ExInitializeFastMutex(&Channel->Mutex);
}

NTSTATUS Validate(PCHANNEL Channel, ULONG Kind);

// Leave alone: after release on every path.
NTSTATUS ReleasedOk(PCHANNEL Channel, ULONG Kind)
{
    NTSTATUS status;

    LOCK(Channel);
    IFERR_GOTO(Validate(Channel, Kind), unlock);
    IFERR_GOTO(Validate(Channel, Kind + 1), unlock);
    Channel->Count++;
unlock:
    UNLOCK(Channel);
    IFERR_RETURN(WAIT(Channel));
    return status;
}

// Leave alone: zero timeout.
NTSTATUS ZeroOk(PCHANNEL Channel)
{
    NTSTATUS status;

    LOCK(Channel);
    status = POLL(Channel);
    UNLOCK(Channel);
    return status;
}

// Leave alone: the Unsafe forms inside a critical region.
#define ENTER_UNSAFE(m) do { KeEnterCriticalRegion(); ExAcquireFastMutexUnsafe(m); } while (0)
#define LEAVE_UNSAFE(m) do { ExReleaseFastMutexUnsafe(m); KeLeaveCriticalRegion(); } while (0)

NTSTATUS UnsafeOk(PCHANNEL Channel)
{
    NTSTATUS status;

    ENTER_UNSAFE(&Channel->Mutex);
    status = WAIT(Channel);
    LEAVE_UNSAFE(&Channel->Mutex);
    return status;
}

// Leave alone: taking another lock.
VOID OtherLockOk(PCHANNEL Channel)
{
    LOCK(Channel);
    Channel->Ops->Lock(&Channel->Second);
    Channel->Count++;
    Channel->Ops->Unlock(&Channel->Second);
    UNLOCK(Channel);
}

// Leave alone: a wait in a routine that is only queued while the mutex is held.
static VOID Drain(PVOID Context)
{
    PCHANNEL channel = Context;

    (VOID)WAIT(channel);
}

VOID QueuedOk(PCHANNEL Channel)
{
    LOCK(Channel);
    ExInitializeWorkItem(&Channel->Item, Drain, Channel);
    ExQueueWorkItem(&Channel->Item, DelayedWorkQueue);
    UNLOCK(Channel);
}

// Leave alone: a failed try-acquire's path.
NTSTATUS TryFailedOk(PCHANNEL Channel)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (!TRYLOCK(Channel))
        IFERR_RETURN(WAIT(Channel));
    else
        UNLOCK(Channel);
    return status;
}

// Flags: a wait, directly.
VOID WaitBad(PCHANNEL Channel)
{
    LOCK(Channel);
    KeWaitForSingleObject(&Channel->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*Channel->Mutex"
    UNLOCK(Channel);
}

// Flags: a wait, through a function, on one path of several.
NTSTATUS MacroReturnBad(PCHANNEL Channel, ULONG Kind)
{
    NTSTATUS status;

    LOCK(Channel);
    IFERR_GOTO(Validate(Channel, Kind), out);
    UNLOCK(Channel);
out:
    IFERR_RETURN(WAIT(Channel)); // want "KeWaitForSingleObject.*Channel->Mutex"
    return status;
}

// Flags: a cancellable wait, a message, synchronous I/O.
NTSTATUS OthersBad(PCHANNEL Channel)
{
    NTSTATUS status;
    IO_STATUS_BLOCK iosb;

    LOCK(Channel);
    status = FsRtlCancellableWaitForSingleObject(&Channel->Event, NULL, NULL); // want "FsRtlCancellableWaitForSingleObject.*Channel->Mutex"
    if (NT_SUCCESS(status))
        status = Channel->Ops->Send(Channel); // want "FltSendMessage.*Channel->Mutex"
    if (NT_SUCCESS(status))
        status = ZwReadFile(Channel->File, NULL, NULL, NULL, &iosb, &Channel->Count, 4, NULL, NULL); // want "ZwReadFile.*Channel->Mutex"
    UNLOCK(Channel);
    return status;
}

// Flags: the same with a guarded mutex, and with one that was taken by trying.
#define WITH_GUARD(c, statement) do { KeAcquireGuardedMutex(&(c)->Guard); statement; KeReleaseGuardedMutex(&(c)->Guard); } while (0)

VOID GuardedBad(PCHANNEL Channel)
{
    WITH_GUARD(Channel, WAIT(Channel)); // want "KeWaitForSingleObject.*Channel->Guard"
}

VOID TryBad(PCHANNEL Channel)
{
    if (TRYLOCK(Channel)) {
        (VOID)WAIT(Channel); // want "KeWaitForSingleObject.*Channel->Mutex"
        UNLOCK(Channel);
    }
}
