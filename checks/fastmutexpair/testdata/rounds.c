// A flag that says whether the mutex is held, and is not reset, is true in the next round.
#include <ntddk.h>

typedef struct _LIST {
    FAST_MUTEX Lock;
    LIST_ENTRY Head;
    ULONG Count;
    ULONG Walked;
} LIST, *PLIST;

BOOLEAN Skip(PLIST List, ULONG Index);
BOOLEAN More(PLIST List);
VOID Use(PLIST List);

VOID VisitBad(PLIST List)
{
    ULONG i;
    BOOLEAN held = FALSE;

    for (i = 0; i < List->Count; i++) {
        __try {
            if (Skip(List, i))
                __leave;
            ExAcquireFastMutex(&List->Lock);
            held = TRUE;
            if (Skip(List, i + 1))
                __leave;
            ExReleaseFastMutex(&List->Lock);
            held = FALSE;
        } __finally {
            if (held)
                ExReleaseFastMutex(&List->Lock); // want "released here though it is not held"
        }
    }
}

VOID DoBad(PLIST List, ULONG Mask)
{
    BOOLEAN held = FALSE;

    do {
        if ((Mask & 1) != 0) {
            ExAcquireFastMutex(&List->Lock);
            held = TRUE;
        }
        Use(List);
        if (held)
            ExReleaseFastMutex(&List->Lock); // want "released here though it is not held"
        Mask >>= 1;
    } while (Mask != 0);
}

VOID DoOk(PLIST List, ULONG Mask)
{
    BOOLEAN held = FALSE;

    do {
        if ((Mask & 1) != 0) {
            ExAcquireFastMutex(&List->Lock);
            held = TRUE;
        }
        Use(List);
        if (held) {
            ExReleaseFastMutex(&List->Lock);
            held = FALSE;
        }
        Mask >>= 1;
    } while (Mask != 0);
}

VOID WhileBad(PLIST List)
{
    BOOLEAN held = FALSE;

    while (More(List)) {
        if (!Skip(List, 0)) {
            ExAcquireFastMutex(&List->Lock);
            held = TRUE;
        }
        Use(List);
        if (held)
            ExReleaseFastMutex(&List->Lock); // want "released here though it is not held"
    }
}

VOID VisitOk(PLIST List)
{
    ULONG i;
    BOOLEAN held;

    for (i = 0; i < List->Count; i++) {
        held = FALSE;
        __try {
            if (Skip(List, i))
                __leave;
            ExAcquireFastMutex(&List->Lock);
            held = TRUE;
        } __finally {
            if (held)
                ExReleaseFastMutex(&List->Lock);
        }
    }
}

VOID EachRoundOk(PLIST List)
{
    while (More(List)) {
        ExAcquireFastMutex(&List->Lock);
        List->Walked++;
        ExReleaseFastMutex(&List->Lock);
    }
}

/* Only one of them is the one that is looked for: nobody knows that but the author. */
VOID FindOk(PLIST List)
{
    ULONG i;

    ExAcquireFastMutex(&List->Lock);
    for (i = 0; i < List->Count; i++) {
        if (Skip(List, i))
            ExReleaseFastMutex(&List->Lock);
    }
}
