// Known limits: FN_ is missed.
#include <ntddk.h>

static KSPIN_LOCK Lock;
static FAST_MUTEX Mutex;
static HANDLE File;
static VOID (*Later)(VOID);

// A condition on what a parameter points to is not read.
_When_(*Timeout != 0, _IRQL_requires_max_(PASSIVE_LEVEL))
VOID Flush(LONG *Timeout);

VOID FN_Condition(VOID)
{
    KIRQL irql;
    LONG timeout = 1;

    KeAcquireSpinLock(&Lock, &irql);
    Flush(&timeout);
    KeReleaseSpinLock(&Lock, irql);
}

// More than three calls below the function that raises, too much can come in between.
static VOID Fourth(VOID) { ZwClose(File); }
static VOID Third(VOID) { Fourth(); }
static VOID Second(VOID) { Third(); }
static VOID First(VOID) { Second(); }

VOID FN_Deep(VOID)
{
    ExAcquireFastMutex(&Mutex);
    First();
    ExReleaseFastMutex(&Mutex);
}

// What a pointer that others set leads to is not known.
VOID FN_Pointer(VOID)
{
    KIRQL irql;

    KeAcquireSpinLock(&Lock, &irql);
    Later();
    KeReleaseSpinLock(&Lock, irql);
}

// A function of which nobody says at which level it runs.
VOID FN_Unknown(VOID)
{
    KeReleaseSpinLockFromDpcLevel(&Lock);
}

static KEVENT Ended;

static VOID WaitForEnd(PVOID Unused)
{
    UNREFERENCED_PARAMETER(Unused);
    KeWaitForSingleObject(&Ended, Executive, KernelMode, FALSE, NULL);
}

// What the context of a thread is, is not known to the thread: here a function.
VOID FN_Context(PVOID Context)
{
    KIRQL old;

    KeRaiseIrql(DISPATCH_LEVEL, &old);
    ((PKSTART_ROUTINE)Context)(NULL);
    KeLowerIrql(old);
}

NTSTATUS StartWithFunction(PHANDLE Thread)
{
    return PsCreateSystemThread(Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, FN_Context, (PVOID)WaitForEnd);
}
