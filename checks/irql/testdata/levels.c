// Calls at levels that they are not for: under locks, after raises, in callbacks.
#include <ntddk.h>

typedef struct _PORT {
    KSPIN_LOCK Lock;
    FAST_MUTEX Mutex;
    KGUARDED_MUTEX Guard;
    KEVENT Idle;
    KDPC Dpc;
    HANDLE File;
    PVOID Buffer;
    KIRQL Irql;
} PORT, *PPORT;

static VOID WaitIdle(PPORT Port)
{
    KeWaitForSingleObject(&Port->Idle, Executive, KernelMode, FALSE, NULL);
}

static VOID Lock(PPORT Port)
{
    KeAcquireSpinLock(&Port->Lock, &Port->Irql);
}

static VOID Unlock(PPORT Port)
{
    KeReleaseSpinLock(&Port->Lock, Port->Irql);
}

VOID BadWaitUnderSpinLock(PPORT Port)
{
    KIRQL irql;

    KeAcquireSpinLock(&Port->Lock, &irql);
    WaitIdle(Port); // want "KeWaitForSingleObject` is called at DISPATCH_LEVEL, set by `KeAcquireSpinLock`"
    KeReleaseSpinLock(&Port->Lock, irql);
    WaitIdle(Port);
}

VOID BadWaitBetweenHelpers(PPORT Port)
{
    Lock(Port);
    WaitIdle(Port); // want "set by `Lock`"
    Unlock(Port);
}

VOID OkWaitAfterHelpers(PPORT Port)
{
    Lock(Port);
    Unlock(Port);
    WaitIdle(Port);
}

VOID BadCloseUnderFastMutex(PPORT Port)
{
    ExAcquireFastMutex(&Port->Mutex);
    ZwClose(Port->File); // want "ZwClose` is called at APC_LEVEL, set by `ExAcquireFastMutex`"
    ExReleaseFastMutex(&Port->Mutex);
}

VOID OkCloseAfterFastMutex(PPORT Port)
{
    HANDLE file;

    ExAcquireFastMutex(&Port->Mutex);
    file = Port->File;
    Port->File = NULL;
    ExReleaseFastMutex(&Port->Mutex);
    ZwClose(file);
}

VOID OkCloseUnderGuardedMutex(PPORT Port)
{
    KeAcquireGuardedMutex(&Port->Guard);
    ZwClose(Port->File);
    KeReleaseGuardedMutex(&Port->Guard);
}

VOID BadTryAcquire(PPORT Port)
{
    if (ExTryToAcquireFastMutex(&Port->Mutex)) {
        ZwClose(Port->File); // want "ZwClose` is called at APC_LEVEL"
        ExReleaseFastMutex(&Port->Mutex);
    } else {
        ZwClose(Port->File);
    }
}

VOID BadRaise(PPORT Port)
{
    KIRQL irql;

    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    ExAcquireFastMutex(&Port->Mutex); // want "ExAcquireFastMutex` is called at DISPATCH_LEVEL, set by `KeRaiseIrql`"
    ExReleaseFastMutex(&Port->Mutex);
    KeLowerIrql(irql);
}

VOID BadQueuedSpinLock(PPORT Port)
{
    KLOCK_QUEUE_HANDLE queued;

    KeAcquireInStackQueuedSpinLock(&Port->Lock, &queued);
    Port->Buffer = ExAllocatePoolWithTag(PagedPool, 100, 'troP'); // want "ExAllocatePoolWithTag` is called at DISPATCH_LEVEL"
    KeReleaseInStackQueuedSpinLock(&queued);
    Port->Buffer = ExAllocatePoolWithTag(PagedPool, 100, 'troP');
}

VOID OkNonPagedUnderSpinLock(PPORT Port)
{
    KIRQL irql = KeAcquireSpinLockRaiseToDpc(&Port->Lock);

    Port->Buffer = ExAllocatePoolWithTag(NonPagedPool, 100, 'troP');
    KeReleaseSpinLock(&Port->Lock, irql);
}

VOID BadPagedCode(PPORT Port)
{
    KIRQL irql = KeAcquireSpinLockRaiseToDpc(&Port->Lock);

    PAGED_CODE(); // want "PAGED_CODE` is called at DISPATCH_LEVEL"
    KeReleaseSpinLock(&Port->Lock, irql);
}

VOID OkPollUnderSpinLock(PPORT Port)
{
    LARGE_INTEGER now;
    KIRQL irql;

    now.QuadPart = 0;
    KeAcquireSpinLock(&Port->Lock, &irql);
    KeWaitForSingleObject(&Port->Idle, Executive, KernelMode, FALSE, &now);
    KeReleaseSpinLock(&Port->Lock, irql);
}

static VOID PortDpc(PKDPC Dpc, PVOID Context, PVOID A, PVOID B)
{
    PPORT port = Context;

    KeSetEvent(&port->Idle, 0, FALSE);
    KeSetEvent(&port->Idle, 0, TRUE); // want "KeSetEvent` is called at DISPATCH_LEVEL: it may be called at APC_LEVEL at most"
    KeAcquireSpinLockAtDpcLevel(&port->Lock);
    WaitIdle(port); // want "KeWaitForSingleObject` is called at DISPATCH_LEVEL"
    KeReleaseSpinLockFromDpcLevel(&port->Lock);
    if (KeGetCurrentIrql() < DISPATCH_LEVEL) {
        WaitIdle(port);
    }
}

static KSERVICE_ROUTINE PortIsr;

static BOOLEAN PortIsr(PKINTERRUPT Interrupt, PVOID Context)
{
    PPORT port = Context;

    KeSetEvent(&port->Idle, 0, FALSE); // want "KeSetEvent` is called at DIRQL"
    KeInsertQueueDpc(&port->Dpc, NULL, NULL);
    return TRUE;
}

VOID Init(PPORT Port)
{
    KeInitializeDpc(&Port->Dpc, PortDpc, Port);
}

// Called from everywhere: it looks for itself.
static VOID LooksForItself(PPORT Port)
{
    if (KeGetCurrentIrql() >= DISPATCH_LEVEL) {
        return;
    }
    WaitIdle(Port);
}

VOID OkUnderLock(PPORT Port)
{
    Lock(Port);
    LooksForItself(Port);
    Unlock(Port);
}

// The log says so when the level is wrong; that does not mean that it ever is.
static VOID Complain(PPORT Port)
{
    if (KeGetCurrentIrql() > APC_LEVEL) {
        DbgPrint("level\n");
    }
}

VOID OkAfterComplaint(PPORT Port)
{
    Complain(Port);
    if (KeGetCurrentIrql() != PASSIVE_LEVEL) {
        DbgPrint("level\n");
    }
    ZwClose(Port->File);
}

VOID OkLowersFirst(PPORT Port)
{
    KIRQL irql;

    KeRaiseIrql(APC_LEVEL, &irql);
    KeLowerIrql(irql);
    ZwClose(Port->File);
}

static BOOLEAN TryLock(PPORT Port, PKIRQL Irql)
{
    if (Port->Buffer == NULL) {
        return FALSE;
    }
    KeAcquireSpinLock(&Port->Lock, Irql);
    return TRUE;
}

VOID OkTryLock(PPORT Port)
{
    KIRQL irql;

    if (!TryLock(Port, &irql)) {
        WaitIdle(Port);
        return;
    }
    KeReleaseSpinLock(&Port->Lock, irql);
    WaitIdle(Port);
}

VOID BadTryLock(PPORT Port)
{
    KIRQL irql;

    if (TryLock(Port, &irql)) {
        WaitIdle(Port); // want "set by `TryLock`"
        KeReleaseSpinLock(&Port->Lock, irql);
    }
}

// A helper that leaves the lock for its callers, or not, and nobody can tell.
static VOID MaybeLock(PPORT Port, PKIRQL Irql)
{
    if (ExIsProcessorFeaturePresent(7)) {
        KeAcquireSpinLock(&Port->Lock, Irql);
    }
}

VOID OkNobodyKnows(PPORT Port)
{
    KIRQL irql;

    MaybeLock(Port, &irql);
    Port->Buffer = NULL;
    ZwClose(Port->File);
}

VOID OkComparesStringsUnderMutex(PPORT Port, PUNICODE_STRING Name)
{
    UNICODE_STRING wanted = RTL_CONSTANT_STRING(L"port");

    ExAcquireFastMutex(&Port->Mutex);
    if (RtlEqualUnicodeString(Name, &wanted, TRUE)) {
        Port->Buffer = NULL;
    }
    ExReleaseFastMutex(&Port->Mutex);
}

BOOLEAN OkMatchesNamesUnderMutex(PPORT Port, PUNICODE_STRING Name, PUNICODE_STRING Pattern)
{
    BOOLEAN matches;

    ExAcquireFastMutex(&Port->Mutex);
    matches = FsRtlIsNameInExpression(Pattern, Name, TRUE, NULL);
    ExReleaseFastMutex(&Port->Mutex);
    return matches;
}

BOOLEAN BadMatchesNamesUnderSpinLock(PPORT Port, PUNICODE_STRING Name, PUNICODE_STRING Pattern)
{
    BOOLEAN matches;
    KIRQL irql;

    KeAcquireSpinLock(&Port->Lock, &irql);
    matches = FsRtlIsNameInExpression(Pattern, Name, TRUE, NULL); // want "FsRtlIsNameInExpression` is called at DISPATCH_LEVEL"
    KeReleaseSpinLock(&Port->Lock, irql);
    return matches;
}

VOID BadComparesStringsUnderSpinLock(PPORT Port, PUNICODE_STRING Name)
{
    UNICODE_STRING wanted = RTL_CONSTANT_STRING(L"port");
    KIRQL irql;

    KeAcquireSpinLock(&Port->Lock, &irql);
    if (RtlEqualUnicodeString(Name, &wanted, TRUE)) { // want "RtlEqualUnicodeString` is called at DISPATCH_LEVEL"
        Port->Buffer = NULL;
    }
    KeReleaseSpinLock(&Port->Lock, irql);
}

// Two functions that remember in a structure whether they have raised.
typedef struct _WINDOW {
    KIRQL Before;
    BOOLEAN Raised;
    BOOLEAN Open;
} WINDOW, *PWINDOW;

BOOLEAN Ready;
WINDOW Window;

static NTSTATUS OpenWindow(PWINDOW Where)
{
    if (!Ready || Where->Open) {
        return STATUS_UNSUCCESSFUL;
    }
    Where->Before = KeGetCurrentIrql();
    if (Where->Before < DISPATCH_LEVEL) {
        Where->Raised = TRUE;
        KeRaiseIrqlToDpcLevel();
    }
    Where->Open = TRUE;
    return STATUS_SUCCESS;
}

static NTSTATUS CloseWindow(PWINDOW Where)
{
    if (!Ready || !Where->Open) {
        return STATUS_UNSUCCESSFUL;
    }
    if (Where->Raised) {
        KeLowerIrql(Where->Before);
        Where->Raised = FALSE;
    }
    Where->Open = FALSE;
    return STATUS_SUCCESS;
}

VOID OkAfterWindow(PPORT Port)
{
    OpenWindow(&Window);
    CloseWindow(&Window);
    ZwClose(Port->File);
}

VOID BadInsideWindow(PPORT Port)
{
    OpenWindow(&Window);
    ZwClose(Port->File); // want "ZwClose` is called at DISPATCH_LEVEL, set by `OpenWindow`"
    CloseWindow(&Window);
}

/* A mutex that a count of its owner gives back: whether it still raises the level, only the count knows. */
typedef struct _VOLUME {
    FAST_MUTEX OwnedMutex;
    PVOID Owner;
    ULONG Depth;
    ULONG Windows;
    HANDLE File;
} VOLUME, *PVOLUME;

static VOID LockVolume(PVOLUME Volume)
{
    if (Volume->Owner != KeGetCurrentThread()) {
        ExAcquireFastMutex(&Volume->OwnedMutex);
        Volume->Owner = KeGetCurrentThread();
    }
    Volume->Depth += 1;
}

static VOID UnlockVolume(PVOLUME Volume)
{
    Volume->Depth -= 1;
    if (Volume->Depth == 0) {
        Volume->Owner = NULL;
        ExReleaseFastMutex(&Volume->OwnedMutex);
    }
}

VOID OkCounted(PVOLUME Volume)
{
    LockVolume(Volume);
    Volume->Windows += 1;
    UnlockVolume(Volume);
    ZwClose(Volume->File);
}

VOID OkCountedHere(PVOLUME Volume, ULONG Windows)
{
    ExAcquireFastMutex(&Volume->OwnedMutex);
    Volume->Depth += 1;
    Volume->Windows = Windows;
    Volume->Depth -= 1;
    if (Volume->Depth == 0) {
        ExReleaseFastMutex(&Volume->OwnedMutex);
    }
    ZwClose(Volume->File);
}

static VOID CountWindow(PVOLUME Volume)
{
    if (Volume->Owner == KeGetCurrentThread()) {
        Volume->Depth += 1;
    } else {
        ExAcquireFastMutex(&Volume->OwnedMutex);
        Volume->Owner = KeGetCurrentThread();
        Volume->Depth = 1;
    }
    Volume->Windows += 1;
    Volume->Depth -= 1;
    if (Volume->Depth == 0) {
        Volume->Owner = NULL;
        ExReleaseFastMutex(&Volume->OwnedMutex);
    }
}

static VOID CountedThread(PVOID Context)
{
    CountWindow((PVOLUME)Context);
    LockVolume((PVOLUME)Context);
    UnlockVolume((PVOLUME)Context);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS OkCountedInThread(PVOLUME Volume, PHANDLE Thread)
{
    return PsCreateSystemThread(Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, CountedThread, Volume);
}

/* The mutex of a page table is taken in a critical region: its count says nothing of the level. */
typedef struct _TABLE {
    FAST_MUTEX PageMutex;
    ULONG Users;
    HANDLE File;
} TABLE, *PTABLE;

VOID BadBesideCount(PTABLE Table)
{
    KIRQL Before;
    KeRaiseIrql(DISPATCH_LEVEL, &Before);
    Table->Users -= 1;
    if (Table->Users == 0) {
        ExReleaseFastMutexUnsafe(&Table->PageMutex);
    }
    ZwClose(Table->File); // want "ZwClose` is called at DISPATCH_LEVEL"
    KeLowerIrql(Before);
}

/* Most helpers leave the level as they found it, whatever they do to it in between. */
static ULONG CountQuietly(PTABLE Table)
{
    KIRQL Before;
    ULONG Users;
    KeRaiseIrql(DISPATCH_LEVEL, &Before);
    Users = Table->Users;
    KeLowerIrql(Before);
    return Users;
}

static ULONG CountTwice(PTABLE Table)
{
    return CountQuietly(Table) + CountQuietly(Table);
}

VOID OkAfterHelper(PTABLE Table)
{
    if (CountTwice(Table) == 0) {
        ZwClose(Table->File);
    }
}

VOID BadAroundHelper(PTABLE Table)
{
    KIRQL Before;
    KeRaiseIrql(DISPATCH_LEVEL, &Before);
    if (CountTwice(Table) == 0) {
        ZwClose(Table->File); // want "ZwClose` is called at DISPATCH_LEVEL"
    }
    KeLowerIrql(Before);
}

/* A helper that leaves it raised does so through another, too. */
static VOID EnterTable(PTABLE Table, PKIRQL Before)
{
    KeRaiseIrql(DISPATCH_LEVEL, Before);
    Table->Users += 1;
}

static VOID EnterTableTwice(PTABLE Table, PKIRQL Before)
{
    EnterTable(Table, Before);
    Table->Users += 1;
}

VOID BadBehindHelpers(PTABLE Table)
{
    KIRQL Before;
    EnterTableTwice(Table, &Before);
    ZwClose(Table->File); // want "ZwClose` is called at DISPATCH_LEVEL"
    KeLowerIrql(Before);
}
