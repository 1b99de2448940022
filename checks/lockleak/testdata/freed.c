// Locks that lie in what the same way frees: nobody can want them any more.
#include <ntifs.h>

typedef struct _ITEM {
    struct _ITEM *Next;
    KSPIN_LOCK Spin;
    ERESOURCE Lock;
    KMUTEX Mutex;
    LONG Count;
} ITEM, *PITEM;

typedef struct _OWNER {
    PITEM Item;
    ULONG Flags;
} OWNER, *POWNER;

static NPAGED_LOOKASIDE_LIST Items;

// ItemFree frees on every way on which there is anything.
static VOID ItemFree(PITEM Item)
{
    if (Item == NULL)
        return;
    ExFreeToNPagedLookasideList(&Items, Item);
}

static VOID ItemDestroy(PITEM Item)
{
    ExDeleteResourceLite(&Item->Lock);
    ItemFree(Item);
}

static VOID ItemFreeUnused(PITEM Item)
{
    if (Item->Next == NULL)
        ExFreePool(Item);
}

#define ITEM_DROP(x) do { \
    KeAcquireSpinLockAtDpcLevel(&(x)->Spin); \
    if (--(x)->Count == 0) { \
        ExFreePool(x); \
        (x) = NULL; \
    } else { \
        KeReleaseSpinLockFromDpcLevel(&(x)->Spin); \
    } \
} while (0)

VOID CountedOk(PITEM Item)
{
    ITEM_DROP(Item);
}

VOID CountedMemberOk(POWNER Owner)
{
    if (Owner->Flags & 1)
        ITEM_DROP(Owner->Item);
    ExFreePool(Owner);
}

NTSTATUS LookasideOk(PITEM Item)
{
    KLOCK_QUEUE_HANDLE handle;

    KeAcquireInStackQueuedSpinLockAtDpcLevel(&Item->Spin, &handle);
    if (Item->Count != 0) {
        KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
        return STATUS_DEVICE_BUSY;
    }
    ExFreeToNPagedLookasideList(&Items, Item);
    return STATUS_SUCCESS;
}

NTSTATUS WrapperOk(PITEM Item)
{
    ExAcquireResourceExclusiveLite(&Item->Lock, TRUE);
    if (Item->Count != 0) {
        ExReleaseResourceLite(&Item->Lock);
        return STATUS_DEVICE_BUSY;
    }
    ItemDestroy(Item);
    return STATUS_SUCCESS;
}

// The level that the lock raised to stays.
VOID RaisedBad(PITEM Item)
{
    KIRQL irql;

    KeAcquireSpinLock(&Item->Spin, &irql);
    if (--Item->Count == 0) {
        ExFreePool(Item);
        return; // want "RaisedBad.*Item->Spin"
    }
    KeReleaseSpinLock(&Item->Spin, irql);
}

// The thread still owns the mutex, and the list of what it owns leads to freed memory.
VOID MutexBad(PITEM Item)
{
    KeWaitForSingleObject(&Item->Mutex, Executive, KernelMode, FALSE, NULL);
    if (--Item->Count == 0) {
        ExFreePool(Item);
        return; // want "MutexBad.*Item->Mutex"
    }
    KeReleaseMutex(&Item->Mutex, FALSE);
}

VOID OtherBad(PITEM Item, PITEM Other)
{
    KeAcquireSpinLockAtDpcLevel(&Item->Spin);
    if (--Item->Count == 0) {
        ExFreePool(Other);
        return; // want "OtherBad.*Item->Spin"
    }
    KeReleaseSpinLockFromDpcLevel(&Item->Spin);
}

VOID MemberBad(PITEM Item)
{
    KeAcquireSpinLockAtDpcLevel(&Item->Spin);
    if (--Item->Count == 0) {
        ExFreePool(Item->Next);
        return; // want "MemberBad.*Item->Spin"
    }
    KeReleaseSpinLockFromDpcLevel(&Item->Spin);
}

// What is freed is the next one.
VOID NextBad(PITEM Item)
{
    KeAcquireSpinLockAtDpcLevel(&Item->Spin);
    if (--Item->Count == 0) {
        Item = Item->Next;
        ExFreePool(Item);
        return; // want "NextBad.*Item->Spin"
    }
    KeReleaseSpinLockFromDpcLevel(&Item->Spin);
}

VOID PerhapsBad(PITEM Item)
{
    KeAcquireSpinLockAtDpcLevel(&Item->Spin);
    if (--Item->Count == 0) {
        ItemFreeUnused(Item);
        return; // want "PerhapsBad.*Item->Spin"
    }
    KeReleaseSpinLockFromDpcLevel(&Item->Spin);
}

VOID EarlyBad(PITEM Item)
{
    KeAcquireSpinLockAtDpcLevel(&Item->Spin);
    if (Item->Next != NULL)
        return; // want "EarlyBad.*Item->Spin"
    if (--Item->Count == 0)
        ExFreePool(Item);
    else
        KeReleaseSpinLockFromDpcLevel(&Item->Spin);
}
