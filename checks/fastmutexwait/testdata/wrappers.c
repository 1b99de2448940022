// Locks and waits behind functions, macros, tables of pointers and imported routines.
#include <fltKernel.h>

typedef struct _QUEUE {
    FAST_MUTEX Lock;
    KGUARDED_MUTEX Guard;
    KEVENT Filled;
    LIST_ENTRY Items;
    ULONG Count;
    BOOLEAN Closing;
    NTSTATUS (*Filter)(struct _QUEUE *Queue, PVOID Item);
    VOID (*Sleep)(struct _QUEUE *Queue);
    WORK_QUEUE_ITEM Work;
} QUEUE, *PQUEUE;

typedef VOID (NTAPI *PFN_LOCK)(PFAST_MUTEX Mutex);
typedef NTSTATUS (NTAPI *PFN_WAIT)(PVOID, KWAIT_REASON, KPROCESSOR_MODE, BOOLEAN, PLARGE_INTEGER);

static VOID Pause(PQUEUE Queue)
{
    KeWaitForSingleObject(&Queue->Filled, Executive, KernelMode, FALSE, NULL);
}

// --- "Returns TRUE when taken", and what callers make of it.

static BOOLEAN LockOpen(PQUEUE Queue)
{
    ExAcquireFastMutex(&Queue->Lock);
    if (!Queue->Closing)
        return TRUE;
    ExReleaseFastMutex(&Queue->Lock);
    return FALSE;
}

VOID TakenOk(PQUEUE Queue)
{
    if (!LockOpen(Queue)) {
        Pause(Queue);
        return;
    }
    Queue->Count++;
    ExReleaseFastMutex(&Queue->Lock);
    Pause(Queue);
}

VOID TakenBad(PQUEUE Queue)
{
    BOOLEAN taken = LockOpen(Queue);

    Pause(Queue); // want "Queue->Lock"
    if (taken)
        ExReleaseFastMutex(&Queue->Lock);
}

VOID TakenLoopOk(PQUEUE Queue)
{
    while (!LockOpen(Queue))
        Pause(Queue);
    ExReleaseFastMutex(&Queue->Lock);
}

// --- The result of the wrapper is in an out parameter.

static VOID LockOut(PQUEUE Queue, PBOOLEAN Taken)
{
    *Taken = FALSE;
    if (Queue->Closing)
        return;
    ExAcquireFastMutex(&Queue->Lock);
    *Taken = TRUE;
}

VOID OutParameterOk(PQUEUE Queue)
{
    BOOLEAN taken;

    LockOut(Queue, &taken);
    if (taken) {
        Queue->Count++;
        ExReleaseFastMutex(&Queue->Lock);
    }
    Pause(Queue);
}

VOID OutParameterBad(PQUEUE Queue)
{
    BOOLEAN taken;

    LockOut(Queue, &taken);
    if (taken) {
        Pause(Queue); // want "Queue->Lock"
        ExReleaseFastMutex(&Queue->Lock);
    }
}

// --- The wrapper returns the object, locked; NULL when there is none.

PQUEUE LookUp(ULONG Number);

static PQUEUE AcquireQueue(ULONG Number)
{
    PQUEUE queue = LookUp(Number);

    if (queue != NULL)
        ExAcquireFastMutex(&queue->Lock);
    return queue;
}

static VOID ReleaseQueue(PQUEUE Queue)
{
    if (Queue != NULL)
        ExReleaseFastMutex(&Queue->Lock);
}

VOID ReturnedOk(ULONG Number, PQUEUE Other)
{
    PQUEUE queue = AcquireQueue(Number);

    if (queue == NULL) {
        Pause(Other);
        return;
    }
    queue->Count = 0;
    ReleaseQueue(queue);
    Pause(queue);
}

VOID ReturnedBad(ULONG Number)
{
    PQUEUE queue = AcquireQueue(Number);

    if (queue == NULL)
        return;
    Pause(queue); // want "held"
    ReleaseQueue(queue);
}

// --- Locked in one function, unlocked in another, used between them by a third.

VOID BeginUpdate(PQUEUE Queue)
{
    ExAcquireFastMutex(&Queue->Lock);
    Queue->Count = 0;
}

VOID EndUpdate(PQUEUE Queue)
{
    Queue->Count++;
    ExReleaseFastMutex(&Queue->Lock);
}

VOID UpdateOk(PQUEUE Queue)
{
    BeginUpdate(Queue);
    Queue->Closing = FALSE;
    EndUpdate(Queue);
    Pause(Queue);
}

VOID UpdateBad(PQUEUE Queue)
{
    BeginUpdate(Queue);
    Pause(Queue); // want "Queue->Lock"
    EndUpdate(Queue);
}

// --- A helper that lets go, waits, and takes it again.

static VOID WaitUnlocked(PQUEUE Queue)
{
    ExReleaseFastMutex(&Queue->Lock);
    Pause(Queue);
    ExAcquireFastMutex(&Queue->Lock);
}

static VOID WaitMaybeUnlocked(PQUEUE Queue, BOOLEAN Locked)
{
    if (Locked) {
        WaitUnlocked(Queue);
        return;
    }
    Pause(Queue);
}

VOID ReleasedAroundOk(PQUEUE Queue)
{
    ExAcquireFastMutex(&Queue->Lock);
    while (IsListEmpty(&Queue->Items) && !Queue->Closing)
        WaitUnlocked(Queue);
    ExReleaseFastMutex(&Queue->Lock);
}

VOID ReleasedAroundFlagOk(PQUEUE Queue, BOOLEAN Lock)
{
    if (Lock)
        ExAcquireFastMutex(&Queue->Lock);
    WaitMaybeUnlocked(Queue, Lock);
    if (Lock)
        ExReleaseFastMutex(&Queue->Lock);
}

VOID ReleasedAroundFlagBad(PQUEUE Queue)
{
    ExAcquireFastMutex(&Queue->Lock);
    WaitMaybeUnlocked(Queue, FALSE); // want "Queue->Lock"
    ExReleaseFastMutex(&Queue->Lock);
}

VOID ReleasedAroundOtherBad(PQUEUE First, PQUEUE Second)
{
    ExAcquireFastMutex(&First->Lock);
    ExAcquireFastMutex(&Second->Lock);
    WaitUnlocked(Second); // want "First->Lock"
    ExReleaseFastMutex(&Second->Lock);
    ExReleaseFastMutex(&First->Lock);
}

// --- Macros: one line, several statements, with the mutex chosen by token pasting.

#define WITH_QUEUE(q) for (BOOLEAN once = (ExAcquireFastMutex(&(q)->Lock), TRUE); once; once = (ExReleaseFastMutex(&(q)->Lock), FALSE))
#define Q_LOCK(q, which) ExAcquireFastMutex(&(q)->which)
#define Q_UNLOCK(q, which) ExReleaseFastMutex(&(q)->which)
#define WAIT_QUEUE(q) do { \
        NTSTATUS wait_status_ = KeWaitForSingleObject(&(q)->Filled, Executive, KernelMode, FALSE, NULL); \
        (void)wait_status_; \
    } while (0)

VOID ForMacroOk(PQUEUE Queue)
{
    WITH_QUEUE(Queue) {
        Queue->Count++;
    }
    Pause(Queue);
}

VOID ForMacroBad(PQUEUE Queue)
{
    WITH_QUEUE(Queue) {
        WAIT_QUEUE(Queue); // want "Queue->Lock"
    }
}

VOID PastedOk(PQUEUE Queue)
{
    Q_LOCK(Queue, Lock);
    Queue->Count++;
    Q_UNLOCK(Queue, Lock);
    WAIT_QUEUE(Queue);
}

VOID PastedBad(PQUEUE Queue)
{
    Q_LOCK(Queue, Lock);
    WAIT_QUEUE(Queue); // want "Queue->Lock"
    Q_UNLOCK(Queue, Lock);
}

// --- Tables of functions.

typedef struct _LOCK_OPERATIONS {
    PFN_LOCK Acquire;
    PFN_LOCK Release;
    VOID (*Wait)(PQUEUE Queue);
} LOCK_OPERATIONS;

static const LOCK_OPERATIONS Operations = { ExAcquireFastMutex, ExReleaseFastMutex, Pause };

VOID TableOk(PQUEUE Queue)
{
    Operations.Acquire(&Queue->Lock);
    Queue->Count++;
    Operations.Release(&Queue->Lock);
    Operations.Wait(Queue);
}

VOID TableBad(PQUEUE Queue)
{
    const LOCK_OPERATIONS *operations = &Operations;

    operations->Acquire(&Queue->Lock);
    (*operations->Wait)(Queue); // want "Queue->Lock"
    operations->Release(&Queue->Lock);
}

// --- Function pointers in the fields of a structure.

static NTSTATUS FilterAll(PQUEUE Queue, PVOID Item)
{
    UNREFERENCED_PARAMETER(Item);
    Queue->Count++;
    return STATUS_SUCCESS;
}

VOID InitialiseQueue(PQUEUE Queue)
{
    Queue->Filter = FilterAll;
    Queue->Sleep = Pause;
    ExInitializeFastMutex(&Queue->Lock);
}

VOID FieldOk(PQUEUE Queue)
{
    ExAcquireFastMutex(&Queue->Lock);
    Queue->Filter(Queue, NULL);
    ExReleaseFastMutex(&Queue->Lock);
    Queue->Sleep(Queue);
}

VOID FieldBad(PQUEUE Queue)
{
    ExAcquireFastMutex(&Queue->Lock);
    if (Queue->Sleep != NULL)
        Queue->Sleep(Queue); // want "Queue->Lock"
    ExReleaseFastMutex(&Queue->Lock);
}

// --- Imported routines, looked up by name.

typedef struct _IMPORTS {
    PFN_LOCK Acquire;
    PFN_LOCK Release;
    PFN_WAIT Wait;
} IMPORTS;

static IMPORTS Imports;

static PVOID GetRoutine(PCWSTR Name)
{
    UNICODE_STRING name;

    RtlInitUnicodeString(&name, Name);
    return MmGetSystemRoutineAddress(&name);
}

NTSTATUS LoadImports(VOID)
{
    UNICODE_STRING name;

    RtlInitUnicodeString(&name, L"ExAcquireFastMutex");
    Imports.Acquire = (PFN_LOCK)MmGetSystemRoutineAddress(&name);
    RtlInitUnicodeString(&name, L"ExReleaseFastMutex");
    Imports.Release = (PFN_LOCK)MmGetSystemRoutineAddress(&name);
    Imports.Wait = (PFN_WAIT)GetRoutine(L"KeWaitForSingleObject");
    if (Imports.Acquire == NULL || Imports.Release == NULL)
        return STATUS_PROCEDURE_NOT_FOUND;
    return STATUS_SUCCESS;
}

VOID ImportedOk(PQUEUE Queue)
{
    Imports.Acquire(&Queue->Lock);
    Queue->Count++;
    Imports.Release(&Queue->Lock);
    Pause(Queue);
}

VOID ImportedBad(PQUEUE Queue)
{
    Imports.Acquire(&Queue->Lock);
    Pause(Queue); // want "Queue->Lock"
    Imports.Release(&Queue->Lock);
}

VOID ImportedWaitBad(PQUEUE Queue)
{
    ExAcquireFastMutex(&Queue->Lock);
    Imports.Wait(&Queue->Filled, Executive, KernelMode, FALSE, NULL); // want "Queue->Lock"
    ExReleaseFastMutex(&Queue->Lock);
}

// --- Callbacks that are only queued run later, on another thread.

VOID Queued(PVOID Context)
{
    Pause(Context);
}

VOID QueuedOk(PQUEUE Queue)
{
    ExAcquireFastMutex(&Queue->Lock);
    ExInitializeWorkItem(&Queue->Work, Queued, Queue);
    ExQueueWorkItem(&Queue->Work, DelayedWorkQueue);
    ExReleaseFastMutex(&Queue->Lock);
}

NTSTATUS StartedOk(PQUEUE Queue, PHANDLE Thread)
{
    NTSTATUS status;

    ExAcquireFastMutex(&Queue->Lock);
    status = PsCreateSystemThread(Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Queued, Queue);
    ExReleaseFastMutex(&Queue->Lock);
    return status;
}

// --- A callback that a function of the driver calls for each item runs now.

typedef VOID (*VISIT)(PQUEUE Queue, PVOID Context);

static VOID VisitAll(PQUEUE Queue, VISIT Visit, PVOID Context)
{
    ULONG i;

    for (i = 0; i < Queue->Count; i++)
        Visit(Queue, Context);
}

static VOID VisitPause(PQUEUE Queue, PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    Pause(Queue);
}

VOID VisitBad(PQUEUE Queue)
{
    ExAcquireFastMutex(&Queue->Lock);
    VisitAll(Queue, VisitPause, NULL); // want "Queue->Lock"
    ExReleaseFastMutex(&Queue->Lock);
}

// Guarded mutexes behind a pair of inline functions.
static __inline VOID GuardIn(PQUEUE Queue) { KeAcquireGuardedMutex(&Queue->Guard); }
static __inline VOID GuardOut(PQUEUE Queue) { KeReleaseGuardedMutex(&Queue->Guard); }

VOID InlineOk(PQUEUE Queue)
{
    GuardIn(Queue);
    GuardOut(Queue);
    Pause(Queue);
}

VOID InlineBad(PQUEUE Queue)
{
    GuardIn(Queue);
    Pause(Queue); // want "Queue->Guard"
    GuardOut(Queue);
}

// --- The wrapper keeps the lock in a context of its own, handed back later.

typedef struct _TOKEN {
    PFAST_MUTEX Mutex;
    BOOLEAN Taken;
} TOKEN, *PTOKEN;

static VOID TokenTake(PTOKEN Token, PFAST_MUTEX Mutex, BOOLEAN Try)
{
    Token->Mutex = Mutex;
    if (Try) {
        Token->Taken = ExTryToAcquireFastMutex(Mutex);
    } else {
        ExAcquireFastMutex(Mutex);
        Token->Taken = TRUE;
    }
}

static VOID TokenDrop(PTOKEN Token)
{
    if (Token->Taken) {
        ExReleaseFastMutex(Token->Mutex);
        Token->Taken = FALSE;
    }
}

VOID TokenOk(PQUEUE Queue, BOOLEAN Try)
{
    TOKEN token;

    TokenTake(&token, &Queue->Lock, Try);
    if (token.Taken)
        Queue->Count++;
    TokenDrop(&token);
    Pause(Queue);
}

VOID TokenTryOk(PQUEUE Queue)
{
    TOKEN token = { NULL, FALSE };

    TokenTake(&token, &Queue->Lock, TRUE);
    if (!token.Taken) {
        Pause(Queue);
    }
    TokenDrop(&token);
}

VOID TokenBad(PQUEUE Queue)
{
    TOKEN token;

    TokenTake(&token, &Queue->Lock, FALSE);
    Pause(Queue); // want "Queue->Lock"
    TokenDrop(&token);
}
