// A condition in memory decides whether the mutex is taken and, after the call of a stranger, whether it is released: both are decided alike.
#include <ntddk.h>

typedef struct _QUEUE {
    FAST_MUTEX Lock;
    BOOLEAN Shared;
    BOOLEAN Full;
} QUEUE, *PQUEUE;

VOID Stranger(PQUEUE Queue);

NTSTATUS AlikeOk(PQUEUE Queue)
{
    LARGE_INTEGER delay;

    delay.QuadPart = -20000000;
    if (Queue->Shared) {
        ExAcquireFastMutex(&Queue->Lock);
    }
    Stranger(Queue);
    if (Queue->Shared) {
        ExReleaseFastMutex(&Queue->Lock);
    }
    return KeDelayExecutionThread(KernelMode, FALSE, &delay);
}

NTSTATUS OtherBad(PQUEUE Queue)
{
    LARGE_INTEGER delay;

    delay.QuadPart = -20000000;
    if (Queue->Shared) {
        ExAcquireFastMutex(&Queue->Lock);
    }
    Stranger(Queue);
    if (Queue->Full) {
        ExReleaseFastMutex(&Queue->Lock);
    }
    return KeDelayExecutionThread(KernelMode, FALSE, &delay); // want "`KeDelayExecutionThread` can block here while the fast mutex `Queue->Lock` is held"
}
