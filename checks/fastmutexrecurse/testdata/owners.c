// Wrappers that give a mutex back only where their own bookkeeping says that it is taken.
#include <ntddk.h>

typedef struct _SLOT {
    FAST_MUTEX Mutex;
    PVOID Owner;
    ULONG Uses;
} SLOT, *PSLOT;

static SLOT Slots[4];
static ULONG Events;

VOID Notify(PSLOT Slot, ULONG Event);

static NTSTATUS Take(ULONG Index, PVOID Owner)
{
    ExAcquireFastMutex(&Slots[Index].Mutex);
    Slots[Index].Owner = Owner;
    return STATUS_SUCCESS;
}

static NTSTATUS Give(ULONG Index)
{
    if (Slots[Index].Owner == NULL)
        return STATUS_MUTANT_NOT_OWNED;
    Slots[Index].Owner = NULL;
    ExReleaseFastMutex(&Slots[Index].Mutex);
    return STATUS_SUCCESS;
}

// The thread that runs is always one.
VOID RaiseOk(ULONG Event)
{
    Take(1, KeGetCurrentThread());
    Events += Event;
    Give(1);
    Take(1, KeGetCurrentThread());
    Give(1);
}

// What others may have stored as the owner is not known, nor looked at.
VOID TellOk(ULONG Event)
{
    Take(1, KeGetCurrentThread());
    Notify(&Slots[1], Event);
    (VOID) Give(1);
    Take(1, KeGetCurrentThread());
    Events++;
    (VOID) Give(1);
}

// Who looks at the status knows that the mutex is still held.
VOID RetryBad(ULONG Event)
{
    Take(1, KeGetCurrentThread());
    Notify(&Slots[1], Event);
    if (!NT_SUCCESS(Give(1)))
        Take(1, KeGetCurrentThread()); // want "is taken here"
    Give(1);
}
