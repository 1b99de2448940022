// One habit is told once: a mutex that is held while several helpers come to the same kind of wait.
#include <ntddk.h>

typedef struct _BUS {
    FAST_MUTEX Suspending;
    KEVENT Stopped;
    KEVENT Started;
} BUS, *PBUS;

static VOID Stop(PBUS Bus) { KeWaitForSingleObject(&Bus->Stopped, Executive, KernelMode, FALSE, NULL); }

static VOID Start(PBUS Bus) { KeWaitForSingleObject(&Bus->Started, Executive, KernelMode, FALSE, NULL); }

static VOID Sleep(PBUS Bus)
{
    LARGE_INTEGER tick = { 0 };

    tick.QuadPart = -20000000;
    KeDelayExecutionThread(KernelMode, FALSE, &tick);
    KeClearEvent(&Bus->Stopped);
}

VOID SuspendBad(PBUS Bus)
{
    ExAcquireFastMutex(&Bus->Suspending);
    Stop(Bus); // want "`KeWaitForSingleObject` can block here \\(through `Stop`\\) while the fast mutex `Bus->Suspending` is held, as at 2 more places: "
    Sleep(Bus); // want "`KeDelayExecutionThread` can block here \\(through `Sleep`\\) while the fast mutex `Bus->Suspending` is held: "
    Start(Bus);
    Stop(Bus);
    ExReleaseFastMutex(&Bus->Suspending);
}

VOID TwiceBad(PBUS Bus)
{
    ExAcquireFastMutex(&Bus->Suspending);
    Stop(Bus); // want "while the fast mutex `Bus->Suspending` is held: "
    ExReleaseFastMutex(&Bus->Suspending);
    ExAcquireFastMutex(&Bus->Suspending);
    Start(Bus); // want "while the fast mutex `Bus->Suspending` is held, as at one more place: "
    Start(Bus);
    ExReleaseFastMutex(&Bus->Suspending);
}
