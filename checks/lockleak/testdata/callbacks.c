// A callback and its context stand in the structure that the lock lies in: being called with its context it learns nothing of the lock.
#include <ntddk.h>

typedef struct _LINK {
    KSPIN_LOCK Lock;
    struct _LINK *Next;
    PVOID Context;
    VOID (*Token)(PVOID Context, PVOID Address);
    VOID (*Leave)(struct _LINK *Link);
} LINK, *PLINK;

PVOID Make(PLINK Link);

NTSTATUS ContextBad(PLINK Link, PVOID Address)
{
    KIRQL irql;

    KeAcquireSpinLock(&Link->Lock, &irql);
    (*Link->Token)(Link->Context, Address);
    if (Make(Address) == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES; // want "`ContextBad` returns here with the spin lock `Link->Lock` held"
    }
    KeReleaseSpinLock(&Link->Lock, irql);
    return STATUS_SUCCESS;
}

/* The lock lies in what the member points to. */
NTSTATUS DeeperOk(PLINK Link, PVOID Address)
{
    KIRQL irql;

    KeAcquireSpinLock(&Link->Next->Lock, &irql);
    (*Link->Leave)(Link->Next);
    if (Make(Address) == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    KeReleaseSpinLock(&Link->Next->Lock, irql);
    return STATUS_SUCCESS;
}

/* Who is given the structure may let its lock go. */
NTSTATUS ItselfOk(PLINK Link, PVOID Address)
{
    KIRQL irql;

    KeAcquireSpinLock(&Link->Lock, &irql);
    (*Link->Leave)(Link);
    if (Make(Address) == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    KeReleaseSpinLock(&Link->Lock, irql);
    return STATUS_SUCCESS;
}

NTSTATUS AddressOk(PLINK Link, PVOID Address)
{
    KIRQL irql;

    KeAcquireSpinLock(&Link->Lock, &irql);
    (*Link->Token)(&Link->Lock, Address);
    if (Make(Address) == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    KeReleaseSpinLock(&Link->Lock, irql);
    return STATUS_SUCCESS;
}
