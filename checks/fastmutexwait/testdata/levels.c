// Functions that look at the level before they wait.
#include <ntddk.h>

typedef struct _QUEUE {
    FAST_MUTEX Lock;
    KGUARDED_MUTEX Guard;
    KEVENT Free;
    KSPIN_LOCK Spin;
    ULONG Count;
} QUEUE, *PQUEUE;

static NTSTATUS SendAtPassive(PQUEUE queue)
{
    KIRQL irql;

    if (KeGetCurrentIrql() != PASSIVE_LEVEL) {
        return STATUS_INVALID_DEVICE_STATE;
    }
    KeAcquireSpinLock(&queue->Spin, &irql);
    queue->Count++;
    KeReleaseSpinLock(&queue->Spin, irql);
    return KeWaitForSingleObject(&queue->Free, Executive, KernelMode, FALSE, NULL);
}

static NTSTATUS SendFurther(PQUEUE queue)
{
    queue->Count++;
    return SendAtPassive(queue);
}

static NTSTATUS SendAtAPCLevel(PQUEUE queue)
{
    if (KeGetCurrentIrql() > APC_LEVEL) {
        return STATUS_INVALID_DEVICE_STATE;
    }
    return KeWaitForSingleObject(&queue->Free, Executive, KernelMode, FALSE, NULL);
}

// The level is asked after it was raised and lowered again, and may be another one.
static NTSTATUS SendLater(PQUEUE queue)
{
    KIRQL irql;

    KeAcquireSpinLock(&queue->Spin, &irql);
    queue->Count++;
    KeReleaseSpinLock(&queue->Spin, PASSIVE_LEVEL);
    if (KeGetCurrentIrql() != PASSIVE_LEVEL) {
        return STATUS_INVALID_DEVICE_STATE;
    }
    return KeWaitForSingleObject(&queue->Free, Executive, KernelMode, FALSE, NULL);
}

VOID PassiveOk(PQUEUE queue)
{
    ExAcquireFastMutex(&queue->Lock);
    SendAtPassive(queue);
    ExReleaseFastMutex(&queue->Lock);
}

VOID FurtherOk(PQUEUE queue)
{
    ExAcquireFastMutex(&queue->Lock);
    SendFurther(queue);
    ExReleaseFastMutex(&queue->Lock);
}

VOID APCLevelBad(PQUEUE queue)
{
    ExAcquireFastMutex(&queue->Lock);
    SendAtAPCLevel(queue); // want "KeWaitForSingleObject.*queue->Lock"
    ExReleaseFastMutex(&queue->Lock);
}

VOID LaterBad(PQUEUE queue)
{
    ExAcquireFastMutex(&queue->Lock);
    SendLater(queue); // want "KeWaitForSingleObject.*queue->Lock"
    ExReleaseFastMutex(&queue->Lock);
}

VOID GuardedBad(PQUEUE queue)
{
    KeAcquireGuardedMutex(&queue->Guard);
    SendAtPassive(queue); // want "KeWaitForSingleObject.*queue->Guard"
    KeReleaseGuardedMutex(&queue->Guard);
}
