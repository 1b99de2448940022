// Locks behind macros, own functions and pointers.
#include <ntifs.h>

#define LOCK(x) do { KeEnterCriticalRegion(); ExAcquireResourceExclusiveLite(&(x)->Lock, TRUE); } while (0)
#define UNLOCK(x) do { ExReleaseResourceLite(&(x)->Lock); KeLeaveCriticalRegion(); } while (0)

typedef struct _TABLE {
    ERESOURCE Lock;
    KSPIN_LOCK Spin;
    ULONG Count;
} TABLE, *PTABLE;

typedef struct _ROUTINES {
    VOID (*Take)(PKSPIN_LOCK Lock);
    VOID (*Give)(PKSPIN_LOCK Lock);
} ROUTINES, *PROUTINES;

static VOID TableLock(PTABLE Table)
{
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Table->Lock, TRUE);
}

static VOID TableUnlock(PTABLE Table)
{
    ExReleaseResourceLite(&Table->Lock);
    KeLeaveCriticalRegion();
}

static VOID TakeSpin(PKSPIN_LOCK Lock, PKIRQL Irql)
{
    KeAcquireSpinLock(Lock, Irql);
}

static VOID GiveSpin(PKSPIN_LOCK Lock, KIRQL Irql)
{
    KeReleaseSpinLock(Lock, Irql);
}

ULONG MacroBad(PTABLE Table)
{
    LOCK(Table);
    if (Table->Count == 0) {
        return 0; // want "the resource `Table->Lock` held"
    }
    Table->Count--;
    UNLOCK(Table);
    return 0;
}

NTSTATUS HelperBad(PTABLE Table)
{
    TableLock(Table);
    if (Table->Count == 0) {
        return STATUS_UNSUCCESSFUL; // want "the resource `Table->Lock` held"
    }
    Table->Count--;
    TableUnlock(Table);
    return STATUS_SUCCESS;
}

VOID PointerBad(PTABLE Table)
{
    KIRQL irql;

    TakeSpin(&Table->Spin, &irql);
    if (Table->Count == 0) {
        return; // want "the spin lock `Table->Spin` held"
    }
    GiveSpin(&Table->Spin, irql);
}

VOID HelperOk(PTABLE Table)
{
    TableLock(Table);
    Table->Count = 0;
    TableUnlock(Table);
}

VOID AliasOk(PTABLE Table)
{
    PKSPIN_LOCK lock = &Table->Spin;
    KIRQL irql;

    KeAcquireSpinLock(lock, &irql);
    if (Table->Count == 0) {
        KeReleaseSpinLock(&Table->Spin, irql);
        return;
    }
    Table->Count--;
    KeReleaseSpinLock(lock, irql);
}

// What a pointer leads to may release it.
VOID ImportedOk(PTABLE Table, PROUTINES Routines, KIRQL Irql)
{
    KeAcquireSpinLockAtDpcLevel(&Table->Spin);
    if (Table->Count == 0) {
        Routines->Give(&Table->Spin);
        return;
    }
    KeReleaseSpinLock(&Table->Spin, Irql);
}

static VOID Finish(PTABLE Table, BOOLEAN Unlock)
{
    Table->Count = 0;
    if (Unlock) {
        TableUnlock(Table);
    }
}

VOID FlagOk(PTABLE Table)
{
    TableLock(Table);
    if (Table->Count == 7) {
        Finish(Table, TRUE);
        return;
    }
    TableUnlock(Table);
}

// A helper that takes a lock on some ways only is not followed.
static BOOLEAN TakeSome(PTABLE Table)
{
    if (Table->Count == 0) {
        return FALSE;
    }
    TableLock(Table);
    return TRUE;
}

NTSTATUS FN_SomeWays(PTABLE Table)
{
    if (!TakeSome(Table)) {
        return STATUS_NOT_FOUND;
    }
    if (Table->Count == 1) {
        return STATUS_UNSUCCESSFUL;
    }
    TableUnlock(Table);
    return STATUS_SUCCESS;
}

// What a handler catches is a way, too.
NTSTATUS CaughtBad(PTABLE Table, PVOID User)
{
    NTSTATUS status = STATUS_SUCCESS;

    __try {
        TableLock(Table);
        ProbeForRead(User, sizeof(ULONG), 1);
        TableUnlock(Table);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    return status; // want "`CaughtBad` returns here with the resource"
}

NTSTATUS CaughtOk(PTABLE Table, PVOID User)
{
    NTSTATUS status = STATUS_SUCCESS;
    BOOLEAN locked = FALSE;

    __try {
        ProbeForRead(User, sizeof(ULONG), 1);
        TableLock(Table);
        locked = TRUE;
        RtlCopyMemory(&Table->Count, User, sizeof(ULONG));
        TableUnlock(Table);
        locked = FALSE;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
        if (locked) {
            TableUnlock(Table);
        }
    }
    return status;
}

NTSTATUS AroundOk(PTABLE Table, PVOID User)
{
    NTSTATUS status = STATUS_SUCCESS;

    TableLock(Table);
    __try {
        RtlCopyMemory(&Table->Count, User, sizeof(ULONG));
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    TableUnlock(Table);
    return status;
}

NTSTATUS FinallyOk(PTABLE Table, PVOID User)
{
    NTSTATUS status = STATUS_SUCCESS;

    __try {
        TableLock(Table);
        __try {
            RtlCopyMemory(&Table->Count, User, sizeof(ULONG));
        } __finally {
            TableUnlock(Table);
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    return status;
}

// That the count can't be zero here is not known.
VOID FP_Count(PTABLE Table)
{
    Table->Count = 1;
    TableLock(Table);
    if (Table->Count == 0) {
        return; // want "the resource `Table->Lock` held"
    }
    TableUnlock(Table);
}

// A wrapper that always has the lock, and says so: what is tested of that can't be otherwise.
static NTSTATUS TryTable(PTABLE Table)
{
    ExAcquireResourceExclusiveLite(&Table->Lock, TRUE);
    return STATUS_SUCCESS;
}

static BOOLEAN TrySpin(PTABLE Table, PKIRQL Irql)
{
    KeAcquireSpinLock(&Table->Spin, Irql);
    return TRUE;
}

VOID StatusOk(PTABLE Table)
{
    BOOLEAN ok = FALSE;

    if (TryTable(Table) != STATUS_SUCCESS)
        goto Failed;
    if (Table->Count == 0)
        goto Unlock;
    ok = TRUE;
Unlock:
    ExReleaseResourceLite(&Table->Lock);
Failed:
    ASSERT(ok);
}

NTSTATUS CheckedOk(PTABLE Table)
{
    KIRQL irql;
    NTSTATUS status;

    status = TryTable(Table);
    if (!NT_SUCCESS(status))
        return status;
    if (!TrySpin(Table, &irql))
        goto Done;
    Table->Count++;
    KeReleaseSpinLock(&Table->Spin, irql);
Done:
    ExReleaseResourceLite(&Table->Lock);
    return STATUS_SUCCESS;
}

NTSTATUS CheckedBad(PTABLE Table)
{
    NTSTATUS status;

    status = TryTable(Table);
    if (!NT_SUCCESS(status))
        return status;
    if (Table->Count == 0)
        return STATUS_UNSUCCESSFUL; // want "`CheckedBad` returns here with the resource `Table->Lock` held"
    Table->Count--;
    ExReleaseResourceLite(&Table->Lock);
    return STATUS_SUCCESS;
}

NTSTATUS KeptBad(PTABLE Table)
{
    NTSTATUS status = TryTable(Table);

    if (Table->Count == 0)
        return STATUS_UNSUCCESSFUL; // want "`KeptBad` returns here with the resource `Table->Lock` held"
    ExReleaseResourceLite(&Table->Lock);
    return status;
}

// The cancel spin lock is for the cancel routine to release.
VOID CancelNowOk(PIRP Irp, PDRIVER_CANCEL Routine, PTABLE Table)
{
    KIRQL irql;

    if (Irp->Cancel && IoSetCancelRoutine(Irp, NULL) != NULL) {
        IoAcquireCancelSpinLock(&Irp->CancelIrql);
        Routine(NULL, Irp);
        return;
    }
    IoAcquireCancelSpinLock(&irql);
    Table->Count++;
    IoReleaseCancelSpinLock(irql);
}

VOID CancelLaterBad(PIRP Irp, PTABLE Table)
{
    KIRQL irql;

    IoAcquireCancelSpinLock(&irql);
    if (Irp->Cancel) {
        return; // want "returns here with the lock that `IoReleaseCancelSpinLock` releases held"
    }
    Table->Count++;
    IoReleaseCancelSpinLock(irql);
}

// Two functions that call each other: the second lets the lock go before it calls the first again.
static VOID RetrySpin(PTABLE Table, KIRQL Irql);

VOID StartOk(PTABLE Table)
{
    KIRQL irql;

    KeAcquireSpinLock(&Table->Spin, &irql);
    if (Table->Count != 0) {
        RetrySpin(Table, irql);
        return;
    }
    Table->Count = 1;
    KeReleaseSpinLock(&Table->Spin, irql);
}

static VOID RetrySpin(PTABLE Table, KIRQL Irql)
{
    Table->Count--;
    KeReleaseSpinLock(&Table->Spin, Irql);
    StartOk(Table);
}

// Prepares a table for its caller, who is not of this driver: only what fails gives the region back.
NTSTATUS PrepareOk(PTABLE Table, NTSTATUS (*Filter)(PTABLE))
{
    NTSTATUS status;

    KeEnterCriticalRegion();
    if (Filter != NULL) {
        status = Filter(Table);
        if (!NT_SUCCESS(status)) {
            KeLeaveCriticalRegion();
            return status;
        }
        Table->Count++;
        return status;
    }
    return STATUS_SUCCESS;
}

// The same, but one way of success gives it back.
NTSTATUS PrepareBad(PTABLE Table, NTSTATUS (*Filter)(PTABLE))
{
    NTSTATUS status;

    KeEnterCriticalRegion();
    if (Table->Count == 0) {
        return STATUS_SUCCESS; // want "returns here in the critical region"
    }
    status = Filter(Table);
    if (!NT_SUCCESS(status)) {
        KeLeaveCriticalRegion();
        return status;
    }
    Table->Count++;
    KeLeaveCriticalRegion();
    return STATUS_SUCCESS;
}

// Labels that are local to a block may have one name.
#define TRY { __label__ done;
#define LEAVE goto done
#define FINALLY done:; } if (1) { __label__ done;
#define END done:; }

NTSTATUS LocalLabelOk(PTABLE Table)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (!ExAcquireResourceExclusiveLite(&Table->Lock, FALSE))
        return STATUS_CANT_WAIT;
    TRY
        if (Table->Count == 0) {
            status = STATUS_UNSUCCESSFUL;
            LEAVE;
        }
        Table->Count--;
    FINALLY
        ExReleaseResourceLite(&Table->Lock);
    END
    return status;
}

NTSTATUS LocalLabelBad(PTABLE Table)
{
    if (!ExAcquireResourceExclusiveLite(&Table->Lock, FALSE))
        return STATUS_CANT_WAIT;
    TRY
        if (Table->Count == 0)
            return STATUS_UNSUCCESSFUL; // want "the resource `Table->Lock` held"
        Table->Count--;
    FINALLY
        ExReleaseResourceLite(&Table->Lock);
    END
    return STATUS_SUCCESS;
}

// A lock that a table has is held where there is the table.
NTSTATUS NowhereOk(PTABLE *Where)
{
    PTABLE table = *Where;
    NTSTATUS status = STATUS_SUCCESS;

    TableLock(table);
    if (table->Count == 0) {
        status = STATUS_UNSUCCESSFUL;
        goto Done;
    }
    table->Count--;
Done:
    if (table != NULL) {
        TableUnlock(table);
    } else {
        status = STATUS_NOT_FOUND;
    }
    return status;
}

NTSTATUS NowhereBad(PTABLE *Where)
{
    PTABLE table = Where[0], other = Where[1];
    NTSTATUS status = STATUS_SUCCESS;

    TableLock(table);
    if (table->Count == 0) {
        status = STATUS_UNSUCCESSFUL;
        goto Done;
    }
    table->Count--;
Done:
    if (other != NULL) {
        TableUnlock(table);
    } else {
        status = STATUS_NOT_FOUND;
    }
    return status; // want "the resource `table->Lock` held"
}

// Two functions that call each other, found out from the one that lets the lock go: what the other does is known by that.
static BOOLEAN EndLocked(PTABLE Table, KIRQL Irql);

static BOOLEAN EndAll(PTABLE Table, KIRQL Irql)
{
    KeReleaseSpinLock(&Table->Spin, Irql);
    if (Table->Count == 0) {
        return TRUE;
    }
    KeAcquireSpinLock(&Table->Spin, &Irql);
    return EndLocked(Table, Irql);
}

static BOOLEAN EndLocked(PTABLE Table, KIRQL Irql)
{
    Table->Count--;
    return EndAll(Table, Irql);
}

VOID EndOk(PTABLE Table)
{
    KIRQL irql;

    KeAcquireSpinLock(&Table->Spin, &irql);
    if (Table->Count != 0) {
        EndLocked(Table, irql);
        return;
    }
    Table->Count = 1;
    KeReleaseSpinLock(&Table->Spin, irql);
}

VOID EndBad(PTABLE Table)
{
    KIRQL irql;

    TableLock(Table);
    KeAcquireSpinLock(&Table->Spin, &irql);
    if (Table->Count != 0) {
        EndLocked(Table, irql);
        return; // want "the resource `Table->Lock` held"
    }
    KeReleaseSpinLock(&Table->Spin, irql);
    TableUnlock(Table);
}
