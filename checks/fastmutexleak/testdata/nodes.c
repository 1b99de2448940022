// Whether a node has a lock is a flag, which is asked when the lock is taken and again when it is given back, and written in between.
#include <ntddk.h>

typedef struct _NODE {
    FAST_MUTEX Mutex;
    ULONG Flags;
    LONG Count;
} NODE;

ULONG Next(LONG count);

static VOID LockNode(NODE *node)
{
    if (node->Flags & 1)
        ExAcquireFastMutex(&node->Mutex);
}

static VOID UnlockNode(NODE *node)
{
    if (node->Flags & 1)
        ExReleaseFastMutex(&node->Mutex);
}

static VOID Touch(NODE *node)
{
    LockNode(node);
    node->Flags = Next(node->Count);
    node->Count++;
    UnlockNode(node);
}

// What Touch gives back it has taken itself: it is not the mutex of its caller.
LONG CountBad(NODE *node, NODE *other)
{
    LONG count;
    ExAcquireFastMutex(&node->Mutex);
    Touch(other);
    if (other->Count > 100)
        return -1; // want "`node->Mutex`"
    count = node->Count;
    ExReleaseFastMutex(&node->Mutex);
    return count;
}

LONG CountOk(NODE *node, NODE *other)
{
    LONG count;
    ExAcquireFastMutex(&node->Mutex);
    Touch(other);
    count = other->Count > 100 ? -1 : node->Count;
    ExReleaseFastMutex(&node->Mutex);
    return count;
}

// Another function gives back what its caller has taken.
static VOID Finish(NODE *node)
{
    node->Flags = Next(0);
    UnlockNode(node);
}

VOID FinishedOk(NODE *node)
{
    LockNode(node);
    node->Count = 0;
    Finish(node);
}
