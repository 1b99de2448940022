// Locks of two kinds, one for callers at a low level and one for those at a high one; which it is was said when the table was made.
#include <ntifs.h>

typedef enum _MODE { ModePassive, ModeDispatch, ModeNone } MODE;

typedef struct _TABLE {
    MODE Mode;
    BOOLEAN Paged;
    ERESOURCE Resource;
    KSPIN_LOCK Spin;
    HANDLE Log;
    ULONG Count;
} TABLE, *PTABLE;

static KSPIN_LOCK Lock;
static TABLE Passive, Resident;

static VOID Enter(PTABLE Table, PKIRQL Irql)
{
    switch (Table->Mode) {
    case ModePassive:
        KeEnterCriticalRegion();
        ExAcquireResourceExclusiveLite(&Table->Resource, TRUE);
        break;
    case ModeDispatch:
        KeAcquireSpinLock(&Table->Spin, Irql);
        break;
    default:
        break;
    }
}

static VOID Leave(PTABLE Table, KIRQL Irql)
{
    if (Table->Mode == ModePassive) {
        ExReleaseResourceLite(&Table->Resource);
        KeLeaveCriticalRegion();
    } else if (Table->Mode == ModeDispatch) {
        KeReleaseSpinLock(&Table->Spin, Irql);
    }
}

static VOID Increment(PTABLE Table)
{
    KIRQL irql;

    Enter(Table, &irql);
    Table->Count++;
    Leave(Table, irql);
}

VOID UnderSpinLockOk(PTABLE Table)
{
    KIRQL irql;

    KeAcquireSpinLock(&Lock, &irql);
    Increment(Table);
    KeReleaseSpinLock(&Lock, irql);
}

typedef VOID VISITOR(PTABLE Table, PVOID Context);

// What a stranger may have changed in between is not the mode.
VOID VisitOk(PTABLE Table, VISITOR *Visitor, PVOID Context)
{
    KIRQL irql;

    Enter(Table, &irql);
    Visitor(Table, Context);
    Leave(Table, irql);
}

// Both ways are wrong where the level is not chosen.
static VOID Report(PTABLE Table)
{
    KIRQL irql;

    if (Table->Paged) {
        ZwClose(Table->Log);
    } else {
        Table->Log = NULL;
    }
    KeAcquireSpinLock(&Table->Spin, &irql);
    Table->Count = 0;
    KeReleaseSpinLock(&Table->Spin, irql);
}

VOID ReportBad(PTABLE Table)
{
    KIRQL irql;

    KeAcquireSpinLock(&Lock, &irql);
    Report(Table); // want "`ZwClose` is called at DISPATCH_LEVEL"
    KeReleaseSpinLock(&Lock, irql);
}

// What the caller says is known.
static VOID EnterAs(PTABLE Table, BOOLEAN High, PKIRQL Irql)
{
    if (High) {
        KeAcquireSpinLock(&Table->Spin, Irql);
    } else {
        ExAcquireResourceExclusiveLite(&Table->Resource, TRUE);
    }
}

VOID EnterAsBad(VOID)
{
    KIRQL irql, inner;

    KeAcquireSpinLock(&Lock, &irql);
    EnterAs(&Passive, FALSE, &inner); // want "`ExAcquireResourceExclusiveLite` is called at DISPATCH_LEVEL"
    ExReleaseResourceLite(&Passive.Resource);
    KeReleaseSpinLock(&Lock, irql);
}

VOID EnterAsOk(VOID)
{
    KIRQL irql, inner;

    KeAcquireSpinLock(&Lock, &irql);
    EnterAs(&Resident, TRUE, &inner);
    KeReleaseSpinLock(&Resident.Spin, inner);
    KeReleaseSpinLock(&Lock, irql);
}

// The level is set in the function that chooses.
VOID ChoosesBad(PTABLE Table)
{
    KIRQL irql, inner;

    KeAcquireSpinLock(&Lock, &irql);
    if (Table->Mode == ModePassive) {
        ExAcquireResourceExclusiveLite(&Table->Resource, TRUE); // want "`ExAcquireResourceExclusiveLite` is called at DISPATCH_LEVEL"
        ExReleaseResourceLite(&Table->Resource);
    } else {
        KeAcquireSpinLock(&Table->Spin, &inner);
        KeReleaseSpinLock(&Table->Spin, inner);
    }
    KeReleaseSpinLock(&Lock, irql);
}
