/* What fastmutexorder must leave alone, and flags, in the old style: globals, gotos, no annotations. */
#include <ntddk.h>

FAST_MUTEX gOuter, gInner;
KGUARDED_MUTEX gGuard;
int gCount;

/* Leave alone: last in, first out. */
int LastInFirstOutOk(int kind)
{
    int rc = -1;

    ExAcquireFastMutex(&gOuter);
    if (kind == 0) goto outer;
    ExAcquireFastMutex(&gInner);
    if (kind == 1) goto inner;
    rc = gCount++;
inner:
    ExReleaseFastMutex(&gInner);
outer:
    ExReleaseFastMutex(&gOuter);
    return rc;
}

/* Leave alone: the Unsafe forms. */
void UnsafeOk(void)
{
    KeEnterCriticalRegion();
    ExAcquireFastMutexUnsafe(&gOuter);
    ExAcquireFastMutexUnsafe(&gInner);
    ExReleaseFastMutexUnsafe(&gOuter);
    ExReleaseFastMutexUnsafe(&gInner);
    KeLeaveCriticalRegion();
}

/* Leave alone: mutexes that are not nested. */
void NotNestedOk(void)
{
    ExAcquireFastMutex(&gOuter);
    gCount++;
    ExReleaseFastMutex(&gOuter);
    ExAcquireFastMutex(&gInner);
    gCount--;
    ExReleaseFastMutex(&gInner);
}

/* Leave alone: a hand-over where the one released was taken last. */
void HandOverOk(void)
{
    ExAcquireFastMutex(&gInner);
    ExAcquireFastMutex(&gOuter);
    gCount++;
    ExReleaseFastMutex(&gOuter);
}

/* Flags: the outer one goes first. */
void SwappedBad(void)
{
    ExAcquireFastMutex(&gOuter);
    ExAcquireFastMutex(&gInner);
    gCount++;
    ExReleaseFastMutex(&gOuter); // want "gOuter.*gInner"
    ExReleaseFastMutex(&gInner);
}

void GotoBad(int kind)
{
    ExAcquireFastMutex(&gOuter);
    ExAcquireFastMutex(&gInner);
    if (kind) goto out;
    ExReleaseFastMutex(&gInner);
    ExReleaseFastMutex(&gOuter);
    return;
out:
    ExReleaseFastMutex(&gOuter); // want "gOuter.*gInner"
    ExReleaseFastMutex(&gInner);
}
