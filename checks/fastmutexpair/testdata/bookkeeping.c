// Whether the mutex is held, the function keeps book of itself.
#include <ntddk.h>

typedef struct _LIST {
    FAST_MUTEX Lock;
    PVOID Owner;
    PVOID Head;
    ULONG Count;
} LIST, *PLIST;

// Called by the owner, it ends what the owner has begun.
VOID OwnerOk(PLIST List)
{
    if (List->Owner != (PVOID)PsGetCurrentThread()) {
        ExAcquireFastMutex(&List->Lock);
    }
    List->Count++;
    List->Owner = NULL;
    ExReleaseFastMutex(&List->Lock);
}

// Nothing in the function says that a list without a head is locked.
VOID HeadBad(PLIST List)
{
    if (List->Head != NULL) {
        ExAcquireFastMutex(&List->Lock);
    }
    List->Count++;
    ExReleaseFastMutex(&List->Lock); // want "fast mutex `List->Lock` is released here though it is not held"
}
