// What a function finds once and keeps in a static variable.
#include <ntddk.h>

static KSPIN_LOCK Lock;
static KEVENT Ready;
static ULONG Value;

static ULONG Find(VOID)
{
    static ULONG found;

    if (found != 0) {
        return found;
    }
    KeWaitForSingleObject(&Ready, Executive, KernelMode, FALSE, NULL);
    found = Value;
    return found;
}

static ULONG FindPlus(ULONG More)
{
    return Find() + More;
}

ULONG AgainOk(VOID)
{
    KIRQL old;
    ULONG sum = Find();

    KeAcquireSpinLock(&Lock, &old);
    sum += Find();
    KeReleaseSpinLock(&Lock, old);
    return sum;
}

ULONG ThroughAnotherOk(VOID)
{
    KIRQL old;
    ULONG sum = FindPlus(1);

    KeAcquireSpinLock(&Lock, &old);
    sum += Find();
    KeReleaseSpinLock(&Lock, old);
    return sum;
}

ULONG FirstBad(VOID)
{
    KIRQL old;
    ULONG sum;

    KeAcquireSpinLock(&Lock, &old);
    sum = Find(); // want "`KeWaitForSingleObject` is called at DISPATCH_LEVEL"
    KeReleaseSpinLock(&Lock, old);
    return sum;
}

// It waits where it has found something.
static VOID Settle(VOID)
{
    static ULONG done;

    if (done != 0) {
        KeWaitForSingleObject(&Ready, Executive, KernelMode, FALSE, NULL);
    }
    done = 1;
}

VOID FilledBad(VOID)
{
    KIRQL old;

    Settle();
    KeAcquireSpinLock(&Lock, &old);
    Settle(); // want "`KeWaitForSingleObject` is called at DISPATCH_LEVEL"
    KeReleaseSpinLock(&Lock, old);
}
