// Loops of threads, and what ends them.
#include <ntddk.h>

typedef struct _WORKER {
    BOOLEAN Stop;
    volatile BOOLEAN Quit;
    LONG Ended;
    ULONG Rounds;
    ULONG Spare;
    KEVENT Wake;
} WORKER, *PWORKER;

static BOOLEAN StopAll;
static BOOLEAN NeverSet;
static volatile LONG Counter;

static VOID Compute(PWORKER Worker) { Worker->Rounds = Worker->Rounds * 5 + 1; }

static VOID FieldBad(PVOID Context)
{
    PWORKER worker = Context;

    while (!worker->Stop) { // want "`FieldBad` spins.*`worker->Stop`"
        Compute(worker);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID GlobalBad(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    for (;;) {
        if (StopAll == TRUE) // want "`StopAll`"
            break;
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID VolatileOk(PVOID Context)
{
    PWORKER worker = Context;

    while (!worker->Quit) {
        Compute(worker);
    }
    while (Counter > 0)
        ;
    while (!*(volatile BOOLEAN *)&worker->Stop)
        ;
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID WaitsOk(PVOID Context)
{
    PWORKER worker = Context;
    LARGE_INTEGER pause;

    pause.QuadPart = -10000;
    while (!worker->Stop) {
        KeDelayExecutionThread(KernelMode, FALSE, &pause);
    }
    while (!StopAll) {
        KeWaitForSingleObject(&worker->Wake, Executive, KernelMode, FALSE, NULL);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID InterlockedOk(PVOID Context)
{
    PWORKER worker = Context;

    while (InterlockedCompareExchange(&worker->Ended, 0, 0) == 0) {
        Compute(worker);
    }
    while (!StopAll) {
        KeMemoryBarrier();
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID OtherEndOk(PVOID Context)
{
    PWORKER worker = Context;

    while (!worker->Stop) {
        if (worker->Rounds++ > 1000) {
            break;
        }
    }
    while (!NeverSet) {
        Compute(worker);
        if (worker->Rounds == 7) {
            PsTerminateSystemThread(STATUS_SUCCESS);
        }
    }
}

typedef struct _NODE {
    struct _NODE *Parent;
    ULONG Next;
} NODE, *PNODE;

static NODE Root;

static VOID AddSpare(PWORKER Worker) { Worker->Spare += 1; }

// What the loop calls changes what it tests, though others do, too.
static VOID FillsOk(PVOID Context)
{
    PWORKER worker = Context;
    while (worker->Spare < 4) {
        AddSpare(worker);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

// These loops walk: what they test is another variable each time.
static VOID WalksOk(PVOID Context)
{
    PNODE node = Context;
    PUCHAR at = Context;

    while (node->Parent) {
        node = node->Parent;
    }
    while (((PNODE)at)->Next != 0) {
        at += ((PNODE)at)->Next;
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

// It counts in the object in which the flag lies.
static VOID CountsBad(PVOID Context)
{
    PWORKER worker = Context;

    while (!worker->Stop) { // want "`CountsBad`"
        worker->Rounds++;
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

// It clears the whole object, the flag with it.
static VOID ClearsOk(PVOID Context)
{
    PWORKER worker = Context;
    WORKER none = {0};

    while (!worker->Stop) {
        *worker = none;
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS StartAll(PHANDLE Threads, PWORKER Worker)
{
    NTSTATUS status = PsCreateSystemThread(&Threads[0], THREAD_ALL_ACCESS, NULL, NULL, NULL, FieldBad, Worker);

    if (NT_SUCCESS(status)) {
        status = PsCreateSystemThread(&Threads[1], THREAD_ALL_ACCESS, NULL, NULL, NULL, GlobalBad, Worker);
    }
    if (NT_SUCCESS(status)) {
        status = PsCreateSystemThread(&Threads[2], THREAD_ALL_ACCESS, NULL, NULL, NULL, VolatileOk, Worker);
    }
    if (NT_SUCCESS(status)) {
        status = PsCreateSystemThread(&Threads[3], THREAD_ALL_ACCESS, NULL, NULL, NULL, WaitsOk, Worker);
    }
    if (NT_SUCCESS(status)) {
        status = PsCreateSystemThread(&Threads[4], THREAD_ALL_ACCESS, NULL, NULL, NULL, InterlockedOk, Worker);
    }
    if (NT_SUCCESS(status)) {
        status = PsCreateSystemThread(&Threads[5], THREAD_ALL_ACCESS, NULL, NULL, NULL, OtherEndOk, Worker);
    }
    if (NT_SUCCESS(status)) {
        status = PsCreateSystemThread(&Threads[6], THREAD_ALL_ACCESS, NULL, NULL, NULL, WalksOk, &Root);
    }
    if (NT_SUCCESS(status)) {
        status = PsCreateSystemThread(&Threads[7], THREAD_ALL_ACCESS, NULL, NULL, NULL, FillsOk, Worker);
    }
    if (NT_SUCCESS(status)) {
        status = PsCreateSystemThread(&Threads[8], THREAD_ALL_ACCESS, NULL, NULL, NULL, CountsBad, Worker);
    }
    if (NT_SUCCESS(status)) {
        status = PsCreateSystemThread(&Threads[9], THREAD_ALL_ACCESS, NULL, NULL, NULL, ClearsOk, Worker);
    }
    return status;
}

VOID StopThem(PWORKER Worker)
{
    Worker->Spare = 0;
    Root.Parent = NULL;
    Root.Next = 0;
    StopAll = TRUE;
    Worker->Stop = TRUE;
    Worker->Quit = TRUE;
    InterlockedExchange(&Worker->Ended, 1);
    InterlockedExchange(&Counter, 0);
}

static BOOLEAN Comparing = TRUE;

// What follows the loop tests what has ended it.
static VOID CompareOk(PVOID Context)
{
    LARGE_INTEGER tick = { 0 };

    UNREFERENCED_PARAMETER(Context);

    tick.QuadPart = -10000;
    while (Comparing) {
        KeDelayExecutionThread(KernelMode, FALSE, &tick);
    } while (Comparing);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID StartComparing(PHANDLE Thread)
{
    PsCreateSystemThread(Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, CompareOk, NULL);
}

VOID StopComparing(VOID)
{
    Comparing = FALSE;
}
