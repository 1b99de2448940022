// Functions that can be paged out, and that run at DISPATCH_LEVEL for whoever calls them.
#include <wdm.h>

typedef struct _CLOCK {
    KTIMER Timer;
    KDPC Dpc, Other;
    KSPIN_LOCK Lock;
    ULONG Ticks;
    volatile LONG Late;
} CLOCK, *PCLOCK;

KDEFERRED_ROUTINE OnTick, OnTickOk, OnLateBad;
static VOID NoteBad(PCLOCK Clock);
static ULONG CountOf(PCLOCK Clock);
static VOID Reset(PCLOCK Clock);
__forceinline ULONG Twice(ULONG n);
VOID StartClock(PCLOCK Clock);
VOID TakeOk(PCLOCK Clock);

#pragma alloc_text(PAGE, OnTick)
#pragma alloc_text(PAGE, CountOf)
#pragma alloc_text(PAGE, Reset)
#pragma alloc_text(PAGE, Twice)
#pragma alloc_text(PAGE, StartClock)

VOID OnTick(PKDPC Dpc, PVOID Context, PVOID A, PVOID B) // want "the system calls `OnTick` as a DPC, at DISPATCH_LEVEL, but it lies in a section that can be paged out"
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(A);
    UNREFERENCED_PARAMETER(B);
    ((PCLOCK)Context)->Ticks++;
}

VOID OnTickOk(PKDPC Dpc, PVOID Context, PVOID A, PVOID B)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(A);
    UNREFERENCED_PARAMETER(B);
    ((PCLOCK)Context)->Ticks += Twice(1);
}

static ULONG CountOf(PCLOCK Clock)
{
    return Clock->Ticks;
}

static VOID Reset(PCLOCK Clock)
{
    Clock->Ticks = 0;
    Clock->Late = 0;
}

__forceinline ULONG Twice(ULONG n)
{
    return 2 * n;
}

VOID OnLateBad(PKDPC Dpc, PVOID Context, PVOID A, PVOID B)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(A);
    UNREFERENCED_PARAMETER(B);
    NoteBad(Context); // want "`CountOf` is called at DISPATCH_LEVEL, but lies in a section that can be paged out"
}

static VOID NoteBad(PCLOCK Clock)
{
    if (CountOf(Clock) > 100) {
        InterlockedIncrement(&Clock->Late);
    }
}

VOID ResetBad(PCLOCK Clock)
{
    KIRQL irql;

    KeAcquireSpinLock(&Clock->Lock, &irql);
    Reset(Clock); // want "`Reset` is called at DISPATCH_LEVEL, set by `KeAcquireSpinLock`, but lies in a section that can be paged out"
    KeReleaseSpinLock(&Clock->Lock, irql);
}

VOID TakeOk(PCLOCK Clock)
{
    KIRQL irql;
    ULONG count = CountOf(Clock);

    KeAcquireSpinLock(&Clock->Lock, &irql);
    Clock->Ticks -= count;
    KeReleaseSpinLock(&Clock->Lock, irql);
    Reset(Clock);
}

// What raises the level here lies in such a section itself: one finding is enough.
VOID StartClock(PCLOCK Clock)
{
    KIRQL irql;

    Reset(Clock);
    KeInitializeTimer(&Clock->Timer);
    KeInitializeDpc(&Clock->Dpc, OnTick, Clock);
    KeInitializeDpc(&Clock->Other, OnLateBad, Clock);
    KeAcquireSpinLock(&Clock->Lock, &irql); // want "`StartClock` goes to DISPATCH_LEVEL here"
    Reset(Clock);
    KeReleaseSpinLock(&Clock->Lock, irql);
}
