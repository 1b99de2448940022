// Known limits: what is missed (FN_), what is reported wrongly (FP_), and why. See docs/design.md.
#include <ntddk.h>

typedef struct _NODE {
    FAST_MUTEX Lock;
    KEVENT Event;
    BOOLEAN Locked;
    ULONG Mode;
    struct _NODE *Next;
    VOID (*Step)(struct _NODE *Node);
} NODE, *PNODE;

static VOID Pause(PNODE Node)
{
    KeWaitForSingleObject(&Node->Event, Executive, KernelMode, FALSE, NULL);
}

// Recursion: a function that calls itself is summarised twice. It waits in the third
// round only, which is not seen.
static VOID Deep(PNODE Node, ULONG Depth)
{
    if (Depth == 3) {
        Pause(Node);
        return;
    }
    Deep(Node, Depth + 1);
}

VOID FN_Recursion(PNODE Node)
{
    ExAcquireFastMutex(&Node->Lock);
    Deep(Node, 0);
    ExReleaseFastMutex(&Node->Lock);
}

// Pointers: two pointers are different objects unless they have the same value. If Other
// is Node, the flag was cleared and the mutex stays held.
VOID FN_Aliases(PNODE Node, PNODE Other)
{
    ExAcquireFastMutex(&Node->Lock);
    Node->Locked = TRUE;
    Other->Locked = FALSE;
    if (Node->Locked)
        ExReleaseFastMutex(&Node->Lock);
    Pause(Node);
}

// Names: a release of the same member through another name is taken for the mutex that
// is held. Other may be another object.
VOID FN_AnotherName(PNODE Node)
{
    ExAcquireFastMutex(&Node->Lock);
    ExReleaseFastMutex(&Node->Next->Lock);
    Pause(Node);
}

// Pointers to several functions are not followed: Step may be either, and one waits.
static VOID StepCount(PNODE Node)
{
    Node->Mode++;
}

VOID Choose(PNODE Node, BOOLEAN Wait)
{
    if (Wait)
        Node->Step = Pause;
    else
        Node->Step = StepCount;
}

VOID FN_SeveralFunctions(PNODE Node)
{
    ExAcquireFastMutex(&Node->Lock);
    Node->Step(Node);
    ExReleaseFastMutex(&Node->Lock);
}

// Doubt: some outcomes hold the mutex and others, which can't be told apart, do not.
// Then it is taken not to be held.
BOOLEAN Ready(PNODE Node);

static VOID LockIfReady(PNODE Node)
{
    if (Ready(Node))
        ExAcquireFastMutex(&Node->Lock);
}

VOID FN_Outcomes(PNODE Node)
{
    LockIfReady(Node);
    Pause(Node);
}

// Bookkeeping: a release under a count that the function itself keeps leaves no mutex behind.
VOID FN_Count(PNODE Node)
{
    ExAcquireFastMutex(&Node->Lock);
    if (--Node->Mode == 0)
        ExReleaseFastMutex(&Node->Lock);
    Pause(Node);
}

// Arithmetic: what is known of a difference is not carried over to its operands.
VOID FP_Arithmetic(PNODE Node, ULONG First, ULONG Second)
{
    ULONG distance;

    if (First == Second)
        ExAcquireFastMutex(&Node->Lock);
    distance = First - Second;
    if (distance == 0)
        ExReleaseFastMutex(&Node->Lock);
    Pause(Node); // want "Node->Lock"
}

// Opaque functions: what a pointer that is handed in leads to may do anything or nothing.
VOID FN_OpaqueWait(PNODE Node, VOID (*Wait)(PVOID))
{
    ExAcquireFastMutex(&Node->Lock);
    Wait(&Node->Event);
    ExReleaseFastMutex(&Node->Lock);
}

// Of more than twelve locks at once the one taken first is not followed any more, and the
// function is named in a notification. The others are.
VOID ManyLocks(NODE Nodes[16]) // incomplete "ManyLocks .*more than 12 locks"
{
    ExAcquireFastMutex(&Nodes[0].Lock);
    ExAcquireFastMutex(&Nodes[1].Lock);
    ExAcquireFastMutex(&Nodes[2].Lock);
    ExAcquireFastMutex(&Nodes[3].Lock);
    ExAcquireFastMutex(&Nodes[4].Lock);
    ExAcquireFastMutex(&Nodes[5].Lock);
    ExAcquireFastMutex(&Nodes[6].Lock);
    ExAcquireFastMutex(&Nodes[7].Lock);
    ExAcquireFastMutex(&Nodes[8].Lock);
    ExAcquireFastMutex(&Nodes[9].Lock);
    ExAcquireFastMutex(&Nodes[10].Lock);
    ExAcquireFastMutex(&Nodes[11].Lock);
    ExAcquireFastMutex(&Nodes[12].Lock);
    Pause(&Nodes[0]); // want "Nodes\\[12\\].Lock"
}

// Locks in a loop over an array: of what one call took, then, none is followed.
VOID FN_LoopOfLocks(NODE *Nodes) // incomplete "FN_LoopOfLocks .*more than 12 locks"
{
    ULONG i;

    for (i = 0; i < 16; i++)
        ExAcquireFastMutex(&Nodes[i].Lock);
    Pause(&Nodes[0]);
}

// A wait more than six calls away is left out: too much decides whether it happens.
static NTSTATUS Deep7(PKEVENT Event) { return KeWaitForSingleObject(Event, Executive, KernelMode, FALSE, NULL); }
static NTSTATUS Deep6(PKEVENT Event) { return Event->Header.SignalState ? STATUS_SUCCESS : Deep7(Event); }
static NTSTATUS Deep5(PKEVENT Event) { return Deep6(Event); }
static NTSTATUS Deep4(PKEVENT Event) { return Deep5(Event); }
static NTSTATUS Deep3(PKEVENT Event) { return Deep4(Event); }
static NTSTATUS Deep2(PKEVENT Event) { return Deep3(Event); }
static NTSTATUS Deep1(PKEVENT Event) { return Deep2(Event); }

static FAST_MUTEX DeepLock;

NTSTATUS FN_Deep(PKEVENT Event)
{
    NTSTATUS status;

    ExAcquireFastMutex(&DeepLock);
    status = Deep1(Event);
    ExReleaseFastMutex(&DeepLock);
    return status;
}

NTSTATUS NotSoDeepBad(PKEVENT Event)
{
    NTSTATUS status;

    ExAcquireFastMutex(&DeepLock);
    status = Deep2(Event); // want "DeepLock"
    ExReleaseFastMutex(&DeepLock);
    return status;
}
