// A lock that is taken before a list is asked whether it is empty, and released in one arm alone, is held on the other: what is in a list can't say
// whether the lock was taken.
#include <ntddk.h>

typedef struct _ENTRY {
    LIST_ENTRY Link;
    ULONG State;
} ENTRY, *PENTRY;

typedef struct _POOL {
    KSPIN_LOCK Lock;
    LIST_ENTRY Entries;
    ERESOURCE Resource;
    ULONG Count;
    BOOLEAN Locked;
} POOL, *PPOOL;

static POOL Pool;

ULONG CountBad(VOID)
{
    KIRQL irql;
    ULONG count = 0;
    PLIST_ENTRY link;

    KeAcquireSpinLock(&Pool.Lock, &irql);
    if (!IsListEmpty(&Pool.Entries)) {
        for (link = Pool.Entries.Flink; link != &Pool.Entries; link = link->Flink) {
            count++;
        }
        KeReleaseSpinLock(&Pool.Lock, irql);
    }
    return count; // want "`CountBad` returns here with the spin lock `Pool.Lock` held"
}

VOID TrimBad(VOID)
{
    KIRQL irql;

    KeAcquireSpinLock(&Pool.Lock, &irql);
    if (Pool.Entries.Flink != &Pool.Entries) {
        RemoveHeadList(&Pool.Entries);
        KeReleaseSpinLock(&Pool.Lock, irql);
    }
} // want "`TrimBad` returns here with the spin lock `Pool.Lock` held"

/* Released on the other way, too. */
ULONG CountOk(VOID)
{
    KIRQL irql;
    ULONG count = 0;

    KeAcquireSpinLock(&Pool.Lock, &irql);
    if (!IsListEmpty(&Pool.Entries)) {
        count = Pool.Count;
        KeReleaseSpinLock(&Pool.Lock, irql);
    } else {
        KeReleaseSpinLock(&Pool.Lock, irql);
    }
    return count;
}

/* Who comes second may know that. */
VOID EnterOk(VOID)
{
    KIRQL irql;

    KeAcquireSpinLock(&Pool.Lock, &irql);
    Pool.Count++;
    if (Pool.Count > 1) {
        KeReleaseSpinLock(&Pool.Lock, irql);
    }
}

/* Whether it was taken is what is tested. */
VOID TouchOk(VOID)
{
    KIRQL irql = 0;
    BOOLEAN locked = Pool.Locked;

    if (!locked) {
        KeAcquireSpinLock(&Pool.Lock, &irql);
    }
    Pool.Count++;
    if (!locked) {
        KeReleaseSpinLock(&Pool.Lock, irql);
    }
}

/* The caller says whether it wants it. */
VOID StepOk(BOOLEAN Keep)
{
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Pool.Resource, TRUE);
    Pool.Count++;
    if (!Keep) {
        ExReleaseResourceLite(&Pool.Resource);
        KeLeaveCriticalRegion();
    }
}

/* What else is done with the object in which it lies takes its end. */
static VOID DestroyPool(PPOOL Old)
{
    ExReleaseResourceLite(&Old->Resource);
    ExDeleteResourceLite(&Old->Resource);
    ExFreePool(Old);
}

VOID PurgeOk(PPOOL Old)
{
    ExAcquireResourceExclusiveLite(&Old->Resource, TRUE);
    if (!IsListEmpty(&Old->Entries)) {
        ExReleaseResourceLite(&Old->Resource);
    } else {
        DestroyPool(Old);
    }
}
