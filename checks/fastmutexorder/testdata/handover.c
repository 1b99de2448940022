// A helper releases what its caller holds and returns with what it has itself taken; helpers of
// guarded mutexes are named as such.
#include <ntddk.h>

typedef struct _QUEUE {
    FAST_MUTEX First;
    FAST_MUTEX Second;
    KGUARDED_MUTEX Guarded;
    ULONG Length;
} QUEUE, *PQUEUE;

static VOID MoveOn(PQUEUE Queue)
{
    ExAcquireFastMutex(&Queue->Second);
    ExReleaseFastMutex(&Queue->First);
}

VOID HandOverBad(PQUEUE Queue)
{
    ExAcquireFastMutex(&Queue->First);
    MoveOn(Queue); // want "fast mutex `Queue->First` is released while `Queue->Second`"
    ExReleaseFastMutex(&Queue->Second);
}

// The caller of the helper's caller holds it.
static VOID MoveOnBelow(PQUEUE Queue)
{
    Queue->Length++;
    MoveOn(Queue);
}

VOID HandOverBelowBad(PQUEUE Queue)
{
    ExAcquireFastMutex(&Queue->First);
    MoveOnBelow(Queue); // want "fast mutex `Queue->First` is released while `Queue->Second`"
    ExReleaseFastMutex(&Queue->Second);
}

static VOID MoveOnInOrder(PQUEUE Queue)
{
    ExReleaseFastMutex(&Queue->First);
    ExAcquireFastMutex(&Queue->Second);
}

VOID HandOverOk(PQUEUE Queue)
{
    ExAcquireFastMutex(&Queue->First);
    MoveOnInOrder(Queue);
    ExReleaseFastMutex(&Queue->Second);
}

static VOID EndGuarded(PQUEUE Queue)
{
    KeReleaseGuardedMutex(&Queue->Guarded);
}

static VOID EndGuardedBelow(PQUEUE Queue)
{
    Queue->Length--;
    EndGuarded(Queue);
}

VOID GuardedHelperBad(PQUEUE Queue)
{
    KeAcquireGuardedMutex(&Queue->Guarded);
    ExAcquireFastMutex(&Queue->First);
    EndGuarded(Queue); // want "^`Queue->Guarded` is released while `Queue->First`.*disable APCs"
    ExReleaseFastMutex(&Queue->First);
}

VOID GuardedHelperBelowBad(PQUEUE Queue)
{
    KeAcquireGuardedMutex(&Queue->Guarded);
    ExAcquireFastMutex(&Queue->First);
    EndGuardedBelow(Queue); // want "^`Queue->Guarded` is released while `Queue->First`.*disable APCs"
    ExReleaseFastMutex(&Queue->First);
}
