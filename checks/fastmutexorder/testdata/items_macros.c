// What fastmutexorder must leave alone, and flags, behind macros, tables and context structures.
#include <ntddk.h>

#define IFERR_GOTO(call, label) do { status = (call); if (!NT_SUCCESS(status)) goto label; } while (0)
#define LOCK(m) Table.Acquire(&(m))
#define UNLOCK(m) Table.Release(&(m))
#define LOCK_BOTH(s) do { LOCK((s)->Outer); LOCK((s)->Inner); } while (0)
#define UNLOCK_BOTH(s) do { UNLOCK((s)->Inner); UNLOCK((s)->Outer); } while (0)

typedef struct _STORE {
    FAST_MUTEX Outer;
    FAST_MUTEX Inner;
    ULONG Count;
} STORE, *PSTORE;

static struct { VOID (*Acquire)(PFAST_MUTEX); VOID (*Release)(PFAST_MUTEX); } Table = { ExAcquireFastMutex, ExReleaseFastMutex };

NTSTATUS Validate(PSTORE Store, ULONG Kind);

// Leave alone: last in, first out.
NTSTATUS LastInFirstOutOk(PSTORE Store, ULONG Kind)
{
    NTSTATUS status;

    LOCK_BOTH(Store);
    IFERR_GOTO(Validate(Store, Kind), out);
    Store->Count++;
out:
    UNLOCK_BOTH(Store);
    return status;
}

// Leave alone: the Unsafe forms.
#define UNSAFE(m) ExAcquireFastMutexUnsafe(&(m))
#define END_UNSAFE(m) ExReleaseFastMutexUnsafe(&(m))

VOID UnsafeOk(PSTORE Store)
{
    KeEnterCriticalRegion();
    UNSAFE(Store->Outer);
    UNSAFE(Store->Inner);
    END_UNSAFE(Store->Outer);
    END_UNSAFE(Store->Inner);
    KeLeaveCriticalRegion();
}

// Leave alone: mutexes that are not nested.
#define GUARDED(m, statement) do { LOCK(m); statement; UNLOCK(m); } while (0)

VOID NotNestedOk(PSTORE Store)
{
    GUARDED(Store->Outer, Store->Count++);
    GUARDED(Store->Inner, Store->Count--);
}

// Leave alone: a hand-over where the one released was taken last.
VOID HandOverOk(PSTORE Store)
{
    LOCK(Store->Inner);
    GUARDED(Store->Outer, Store->Count++);
}

// Flags: the outer one goes first.
VOID SwappedBad(PSTORE Store)
{
    LOCK_BOTH(Store);
    UNLOCK(Store->Outer); // want "Store->Outer.*Store->Inner"
    UNLOCK(Store->Inner);
}

static VOID ReleaseOuter(PSTORE Store)
{
    UNLOCK(Store->Outer);
}

NTSTATUS HelperBad(PSTORE Store, ULONG Kind)
{
    NTSTATUS status;

    LOCK_BOTH(Store);
    IFERR_GOTO(Validate(Store, Kind), out);
    Store->Count++;
out:
    ReleaseOuter(Store); // want "Store->Outer.*Store->Inner"
    UNLOCK(Store->Inner);
    return status;
}
