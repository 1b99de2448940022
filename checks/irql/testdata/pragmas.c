// Macros that stand for the pragma of a section.
#include <wdm.h>

#define PAGEDCODE code_seg("PAGE")
#define LOCKEDCODE code_seg()
#define INITCODE code_seg("INIT")

static KSPIN_LOCK lock;
static ULONG counted;

#pragma LOCKEDCODE
void CountOk(ULONG n)
{
    KIRQL irql;

    KeAcquireSpinLock(&lock, &irql);
    counted += n;
    KeReleaseSpinLock(&lock, irql);
}

#pragma PAGEDCODE
void CountBad(ULONG n)
{
    KIRQL irql;

    KeAcquireSpinLock(&lock, &irql); // want "`CountBad` goes to DISPATCH_LEVEL here, but lies in a section that can be paged out"
    counted += n;
    KeReleaseSpinLock(&lock, irql);
}

void CountTwiceBad(ULONG n)
{
    KIRQL irql;

    KeAcquireSpinLock(&lock, &irql); // want "`CountTwiceBad` goes to DISPATCH_LEVEL here, but lies in a section that can be paged out"
    counted += 2 * n;
    KeReleaseSpinLock(&lock, irql);
}

#pragma INITCODE
void BeginOk(void)
{
    KIRQL irql;

    KeInitializeSpinLock(&lock);
    KeAcquireSpinLock(&lock, &irql);
    counted = 0;
    KeReleaseSpinLock(&lock, irql);
}

#pragma PAGEDCODE
#pragma code_seg()
void EndOk(void)
{
    KIRQL irql;

    KeAcquireSpinLock(&lock, &irql);
    counted = 0;
    KeReleaseSpinLock(&lock, irql);
}
