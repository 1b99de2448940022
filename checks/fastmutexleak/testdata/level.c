// A mutex that is only taken, and given back, below DISPATCH_LEVEL.
#include <ntddk.h>

typedef struct _BOX {
    FAST_MUTEX Lock;
    ULONG Count;
} BOX, *PBOX;

ULONG TwiceTestedOk(PBOX Box, ULONG More)
{
    ULONG count;

    if (KeGetCurrentIrql() < DISPATCH_LEVEL) {
        ExAcquireFastMutex(&Box->Lock);
    }
    count = Box->Count;
    if (More > count) {
        count = More;
    }
    if (KeGetCurrentIrql() < DISPATCH_LEVEL) {
        ExReleaseFastMutex(&Box->Lock);
    }
    return count;
}

ULONG LeftInTheMiddleBad(PBOX Box, ULONG More)
{
    ULONG count;

    if (KeGetCurrentIrql() < DISPATCH_LEVEL) {
        ExAcquireFastMutex(&Box->Lock);
    }
    count = Box->Count;
    if (More > count) {
        return More; // want "`LeftInTheMiddleBad`"
    }
    if (KeGetCurrentIrql() < DISPATCH_LEVEL) {
        ExReleaseFastMutex(&Box->Lock);
    }
    return count;
}

// The mutex has raised the level.
ULONG PassiveBad(PBOX Box)
{
    ULONG count;

    ExAcquireFastMutex(&Box->Lock);
    count = Box->Count;
    if (KeGetCurrentIrql() > APC_LEVEL) {
        ExReleaseFastMutex(&Box->Lock);
        return 0;
    }
    if (count == 0) {
        return 1; // want "`PassiveBad`"
    }
    ExReleaseFastMutex(&Box->Lock);
    return count;
}
