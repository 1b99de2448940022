// Two mutexes that go by one name, at different times.
#include <ntddk.h>

typedef struct _NODE {
    FAST_MUTEX Lock;
    struct _NODE *Next;
    ULONG Visits;
} NODE, *PNODE;

static VOID Drop(PNODE Node)
{
    ExReleaseFastMutex(&Node->Lock);
}

VOID Visit(PNODE First)
{
    PNODE node = First;
    PNODE before = node;

    ExAcquireFastMutex(&node->Lock);
    node = node->Next;
    ExAcquireFastMutex(&node->Lock);
    Drop(before); // want "`node->Lock` of line 20 is released while `node->Lock` of line 22"
    node->Visits++;
    Drop(node);
}
