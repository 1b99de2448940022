// The same rights and wrongs in many styles of writing.
#include <ntddk.h>

typedef struct _NODE {
    LIST_ENTRY Link;
    FAST_MUTEX Lock;
    KEVENT Event;
    ULONG Id;
    BOOLEAN Locked;
} NODE, *PNODE;

typedef struct _OPS {
    VOID (*Enter)(PFAST_MUTEX);
    VOID (*Leave)(PFAST_MUTEX);
    NTSTATUS (*Wait)(PNODE, PLARGE_INTEGER);
} OPS;

typedef struct _EXT {
    FAST_MUTEX Lock;
    FAST_MUTEX Other;
    KEVENT Event;
    ULONG Flags;
    BOOLEAN Active;
    NODE Nodes[8];
    OPS *Ops;
    PNODE Current;
} EXT, *PEXT;

#define F_LOCKED 1
#define F_BLOCK 2

VOID FlagBitsOk(PEXT e, ULONG flags)
{
    if (flags & F_LOCKED) {
        ExAcquireFastMutex(&e->Lock);
    }
    e->Flags++;
    if (flags & F_LOCKED) {
        ExReleaseFastMutex(&e->Lock);
    }
    KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
}

VOID LocalFlagOk(PEXT e, int n)
{
    BOOLEAN locked = FALSE;
    if (n > 3) {
        ExAcquireFastMutex(&e->Lock);
        locked = TRUE;
    }
    e->Flags = n;
    if (locked) {
        ExReleaseFastMutex(&e->Lock);
    }
    KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
}

VOID ContextFlagOk(PNODE n, int x)
{
    n->Locked = FALSE;
    if (x) {
        ExAcquireFastMutex(&n->Lock);
        n->Locked = TRUE;
    }
    n->Id++;
    if (n->Locked) {
        ExReleaseFastMutex(&n->Lock);
    }
    KeWaitForSingleObject(&n->Event, Executive, KernelMode, FALSE, NULL);
}

static NTSTATUS Take(PNODE n, BOOLEAN try_)
{
    if (try_) {
        if (!ExTryToAcquireFastMutex(&n->Lock)) {
            return STATUS_UNSUCCESSFUL;
        }
        return STATUS_SUCCESS;
    }
    ExAcquireFastMutex(&n->Lock);
    return STATUS_SUCCESS;
}

VOID StatusOk(PNODE n)
{
    NTSTATUS s = Take(n, TRUE);
    if (NT_SUCCESS(s)) {
        n->Id = 1;
        ExReleaseFastMutex(&n->Lock);
    }
    KeWaitForSingleObject(&n->Event, Executive, KernelMode, FALSE, NULL);
}

VOID StatusBad(PNODE n)
{
    NTSTATUS s = Take(n, TRUE);
    if (!NT_SUCCESS(s)) {
        return;
    }
    KeWaitForSingleObject(&n->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*n->Lock"
    ExReleaseFastMutex(&n->Lock);
}

static void Outer(PFAST_MUTEX m)
{
    ExAcquireFastMutex(m);
}

static void Middle(PEXT e, int i)
{
    Outer(&e->Nodes[i].Lock);
}

VOID ArrayBad(PEXT e, int i)
{
    Middle(e, i);
    KeWaitForSingleObject(&e->Nodes[i].Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*e->Nodes.*Lock"
    ExReleaseFastMutex(&e->Nodes[i].Lock);
}

VOID ArrayOk(PEXT e, int i)
{
    Middle(e, i);
    ExReleaseFastMutex(&e->Nodes[i].Lock);
    KeWaitForSingleObject(&e->Nodes[i].Event, Executive, KernelMode, FALSE, NULL);
}

VOID LoopOk(PEXT e)
{
    int i;
    for (i = 0; i < 8; i++) {
        ExAcquireFastMutex(&e->Nodes[i].Lock);
        if (e->Nodes[i].Id == 3) {
            ExReleaseFastMutex(&e->Nodes[i].Lock);
            break;
        }
        ExReleaseFastMutex(&e->Nodes[i].Lock);
        KeWaitForSingleObject(&e->Nodes[i].Event, Executive, KernelMode, FALSE, NULL);
    }
    KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
}

VOID LoopBad(PEXT e, ULONG n)
{
    while (n--) {
        ExAcquireFastMutex(&e->Lock);
        if (e->Flags & 4) {
            continue;
        }
        ExReleaseFastMutex(&e->Lock);
        KeDelayExecutionThread(KernelMode, FALSE, NULL);
    }
    KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*e->Lock"
}

VOID RetakeOk(PEXT e)
{
    ExAcquireFastMutex(&e->Lock);
again:
    if (e->Active) {
        ExReleaseFastMutex(&e->Lock);
        KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
        ExAcquireFastMutex(&e->Lock);
        goto again;
    }
    ExReleaseFastMutex(&e->Lock);
}

static NTSTATUS WaitIt(PNODE n, PLARGE_INTEGER t)
{
    return KeWaitForSingleObject(&n->Event, Executive, KernelMode, FALSE, t);
}

static NTSTATUS Poll(PNODE n)
{
    LARGE_INTEGER z;
    z.QuadPart = 0;
    return WaitIt(n, &z);
}

VOID PollOk(PNODE n)
{
    ExAcquireFastMutex(&n->Lock);
    (void)Poll(n);
    ExReleaseFastMutex(&n->Lock);
}

VOID NotPollBad(PNODE n)
{
    ExAcquireFastMutex(&n->Lock);
    (void)WaitIt(n, NULL); // want "KeWaitForSingleObject.*n->Lock"
    ExReleaseFastMutex(&n->Lock);
}

static OPS Ops = { ExAcquireFastMutex, ExReleaseFastMutex, WaitIt };

VOID InitOps(PEXT e)
{
    e->Ops = &Ops;
}

VOID TableBad(PEXT e)
{
    e->Ops->Enter(&e->Lock);
    e->Ops->Wait(e->Current, NULL); // want "KeWaitForSingleObject.*e->Lock"
    e->Ops->Leave(&e->Lock);
}

VOID TernaryOk(PEXT e, BOOLEAN b)
{
    PFAST_MUTEX m = b ? &e->Lock : &e->Other;
    ExAcquireFastMutex(m);
    e->Flags = 1;
    ExReleaseFastMutex(b ? &e->Lock : &e->Other);
    KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
}

NTSTATUS FinallyOk(PEXT e, PVOID p)
{
    BOOLEAN held = FALSE;
    NTSTATUS s = STATUS_SUCCESS;
    __try {
        ExAcquireFastMutex(&e->Lock);
        held = TRUE;
        if (p == NULL) {
            s = STATUS_INVALID_PARAMETER;
            __leave;
        }
        ExReleaseFastMutex(&e->Lock);
        held = FALSE;
        KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
    } __finally {
        if (held) {
            ExReleaseFastMutex(&e->Lock);
        }
    }
    KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
    return s;
}

NTSTATUS CleanupOk(PEXT e, PVOID p)
{
    NTSTATUS status = STATUS_SUCCESS;
    BOOLEAN a = FALSE;
    if (!p) {
        status = STATUS_UNSUCCESSFUL;
        goto out;
    }
    ExAcquireFastMutex(&e->Lock);
    a = TRUE;
    if (e->Flags == 7) {
        status = STATUS_PENDING;
        goto out;
    }
    e->Flags = 9;
out:
    if (a) {
        ExReleaseFastMutex(&e->Lock);
    }
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
    }
    return status;
}

static VOID Maybe(PEXT e, BOOLEAN drop)
{
    if (drop) {
        ExReleaseFastMutex(&e->Lock);
    }
    KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
    if (drop) {
        ExAcquireFastMutex(&e->Lock);
    }
}

VOID DropOk(PEXT e)
{
    ExAcquireFastMutex(&e->Lock);
    Maybe(e, TRUE);
    ExReleaseFastMutex(&e->Lock);
}

VOID DropBad(PEXT e)
{
    ExAcquireFastMutex(&e->Lock);
    Maybe(e, FALSE); // want "KeWaitForSingleObject.*e->Lock"
    ExReleaseFastMutex(&e->Lock);
}

VOID SwitchOk(PEXT e, int op)
{
    switch (op) {
    case 1:
    case 2:
        ExAcquireFastMutex(&e->Lock);
        break;
    case 3:
        KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
        return;
    default:
        return;
    }
    e->Flags = op;
    switch (op) {
    case 1:
        e->Flags++;
    case 2:
        ExReleaseFastMutex(&e->Lock);
        break;
    }
    KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
}

VOID CopyOk(PEXT e)
{
    PEXT f = e;
    PFAST_MUTEX m = &f->Lock;
    ExAcquireFastMutex(m);
    ExReleaseFastMutex(&e->Lock);
    KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
}

VOID TwoInstancesBad(PNODE a, PNODE b)
{
    ExAcquireFastMutex(&a->Lock);
    ExAcquireFastMutex(&b->Lock);
    ExReleaseFastMutex(&b->Lock);
    KeWaitForSingleObject(&a->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*a->Lock"
    ExReleaseFastMutex(&a->Lock);
}

static BOOLEAN Enter(PEXT e)
{
    if (!e->Active) {
        return FALSE;
    }
    ExAcquireFastMutex(&e->Lock);
    return TRUE;
}

VOID WrapperOk(PEXT e)
{
    if (Enter(e)) {
        e->Flags = 0;
        ExReleaseFastMutex(&e->Lock);
    }
    KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
}

VOID WrapperBad(PEXT e)
{
    if (!Enter(e)) {
        return;
    }
    KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*e->Lock"
    ExReleaseFastMutex(&e->Lock);
}

static LONG depth;

VOID Recurse(PEXT e, int n)
{
    if (n == 0) {
        return;
    }
    ExAcquireFastMutex(&e->Lock);
    depth++;
    ExReleaseFastMutex(&e->Lock);
    Recurse(e, n - 1);
    KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
}

VOID RecursionBad(PEXT e, int n)
{
    if (n == 0) {
        KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
        return;
    }
    ExAcquireFastMutex(&e->Lock);
    RecursionBad(e, n - 1); // want "KeWaitForSingleObject.*e->Lock"
    ExReleaseFastMutex(&e->Lock);
}

VOID ShortBad(PEXT e, int a)
{
    if (a > 1 && ExTryToAcquireFastMutex(&e->Lock)) {
        KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*e->Lock"
        ExReleaseFastMutex(&e->Lock);
    }
}

VOID ShortOk(PEXT e, int a)
{
    if (a > 1 && ExTryToAcquireFastMutex(&e->Lock)) {
        ExReleaseFastMutex(&e->Lock);
    } else {
        KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
    }
}
