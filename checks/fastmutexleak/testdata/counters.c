// A way out behind a test of what the function keeps up to date: a count of data is no count of acquisitions.
#include <ntddk.h>

typedef struct _RING {
    FAST_MUTEX Lock;
    ULONG Head;
    ULONG Tail;
    ULONG Depth;
    ULONG Lost;
    PKTHREAD Owner;
} RING, *PRING;

VOID PushBad(PRING Ring, ULONG Length)
{
    ExAcquireFastMutex(&Ring->Lock);
    if (Ring->Head + Length > 64) {
        return; // want "PushBad"
    }
    Ring->Head += Length;
    ExReleaseFastMutex(&Ring->Lock);
}

VOID LoseBad(PRING Ring)
{
    ExAcquireFastMutex(&Ring->Lock);
    Ring->Lost++;
    if (Ring->Tail * 2 > Ring->Head) {
        return; // want "LoseBad"
    }
    Ring->Tail = Ring->Head;
    ExReleaseFastMutex(&Ring->Lock);
}

// Neither is a count of acquisitions, which is changed before it decides, ...
VOID LeaveOk(PRING Ring)
{
    Ring->Depth--;
    if (Ring->Depth == 0) {
        Ring->Owner = NULL;
        ExReleaseFastMutex(&Ring->Lock);
    }
}

VOID EnterAndLeaveOk(PRING Ring)
{
    ExAcquireFastMutex(&Ring->Lock);
    Ring->Head = 0;
    if (--Ring->Depth == 0) {
        ExReleaseFastMutex(&Ring->Lock);
    }
}

VOID LeaveInOneOk(PRING Ring)
{
    ExAcquireFastMutex(&Ring->Lock);
    Ring->Head = 0;
    if (InterlockedDecrement((PLONG)&Ring->Depth) == 0) {
        ExReleaseFastMutex(&Ring->Lock);
    }
}

// ... nor an owner who is asked for.
VOID OwnerOk(PRING Ring)
{
    ExAcquireFastMutex(&Ring->Lock);
    Ring->Head = 0;
    if (Ring->Owner == KeGetCurrentThread()) {
        Ring->Owner = NULL;
        ExReleaseFastMutex(&Ring->Lock);
    }
}
