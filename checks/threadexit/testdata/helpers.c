// What the thread is in when it ends was begun in a helper, or in a helper of that.
#include <ntifs.h>

typedef struct _LEDGER {
    ERESOURCE Lock;
    PEPROCESS Owner;
    ULONG Left;
} LEDGER, *PLEDGER;

static LEDGER Ledger;

VOID Work(VOID);

static VOID Enter(VOID) { KeEnterCriticalRegion(); }
static VOID Leave(VOID) { KeLeaveCriticalRegion(); }
static VOID EnterByAnother(VOID) { Enter(); }

static VOID EnterGuarded(BOOLEAN Really)
{
    if (Really)
        KeEnterGuardedRegion();
}

static VOID LeaveOnce(VOID)
{
    if (Ledger.Left == 0)
        return;
    Ledger.Left--;
    Leave();
}

static VOID Lock(VOID)
{
    Enter();
    ExAcquireResourceExclusiveLite(&Ledger.Lock, TRUE);
}

static VOID Unlock(VOID)
{
    ExReleaseResourceLite(&Ledger.Lock);
    Leave();
}

static VOID Quit(VOID) { PsTerminateSystemThread(STATUS_SUCCESS); }

static VOID InHelperBad(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    Enter();
    Work();
    PsTerminateSystemThread(STATUS_SUCCESS); // want "inside the critical region"
}

static VOID TwoBelowBad(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    EnterByAnother();
    Work();
} // want "returns inside the critical region"

static VOID QuitsBelowBad(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    EnterGuarded(TRUE);
    Quit(); // want "through `Quit`.*guarded region"
}

static VOID LeftOnOneWayBad(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    Enter();
    LeaveOnce();
} // want "returns inside the critical region"

static VOID TwiceBad(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    Enter();
    Enter();
    Work();
    Leave();
} // want "returns inside the critical region"

static VOID LockedBad(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    Lock();
    Work();
} // want "holds `.*Lock`"

static VOID BalancedOk(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    Enter();
    EnterGuarded(FALSE);
    Lock();
    Work();
    Unlock();
    Leave();
}

// Whoever calls it: what it enters and what its helper enters adds up.
VOID CountedOnBad(VOID)
{
    Enter();
    EnterByAnother();
    Leave();
    PsTerminateSystemThread(STATUS_SUCCESS); // want "inside the critical region"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    HANDLE threads[7];

    UNREFERENCED_PARAMETER(Driver);
    UNREFERENCED_PARAMETER(Path);
    ExInitializeResourceLite(&Ledger.Lock);
    PsCreateSystemThread(&threads[0], THREAD_ALL_ACCESS, NULL, NULL, NULL, InHelperBad, NULL);
    PsCreateSystemThread(&threads[1], THREAD_ALL_ACCESS, NULL, NULL, NULL, TwoBelowBad, NULL);
    PsCreateSystemThread(&threads[2], THREAD_ALL_ACCESS, NULL, NULL, NULL, QuitsBelowBad, NULL);
    PsCreateSystemThread(&threads[3], THREAD_ALL_ACCESS, NULL, NULL, NULL, LeftOnOneWayBad, NULL);
    PsCreateSystemThread(&threads[4], THREAD_ALL_ACCESS, NULL, NULL, NULL, TwiceBad, NULL);
    PsCreateSystemThread(&threads[5], THREAD_ALL_ACCESS, NULL, NULL, NULL, LockedBad, NULL);
    return PsCreateSystemThread(&threads[6], THREAD_ALL_ACCESS, NULL, NULL, NULL, BalancedOk, NULL);
}

// A mutex that knows who has taken it: what has not been taken is not released.
static struct { PFAST_MUTEX Mutex; ULONG_PTR Holder; } Gate;

static NTSTATUS OpenGate(VOID)
{
    ULONG_PTR me = (ULONG_PTR)PsGetCurrentThreadId() + 1;

    if (Gate.Mutex == NULL) {
        return STATUS_INVALID_PARAMETER;
    }
    ExAcquireFastMutex(Gate.Mutex);
    Gate.Holder = me;
    return STATUS_SUCCESS;
}

static NTSTATUS CloseGate(VOID)
{
    if (Gate.Holder == (ULONG_PTR)-1) {
        return STATUS_UNSUCCESSFUL;
    }
    Gate.Holder = (ULONG_PTR)-1;
    ExReleaseFastMutex(Gate.Mutex);
    return STATUS_SUCCESS;
}

static NTSTATUS PassGate(PULONG Count)
{
    NTSTATUS status = OpenGate();

    if (!NT_SUCCESS(status)) {
        return status;
    }
    (*Count)++;
    (VOID)CloseGate();
    return status;
}

VOID GateThreadOk(PVOID Context)
{
    if (NT_SUCCESS(PassGate(Context))) {
        DbgPrint("passed\n");
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID GateThreadBad(PVOID Context)
{
    if (NT_SUCCESS(OpenGate())) {
        (*(PULONG)Context)++;
        PsTerminateSystemThread(STATUS_SUCCESS); // want "while the thread holds"
    }
}

NTSTATUS StartGates(PULONG Count)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, GateThreadOk, Count);

    if (NT_SUCCESS(status)) {
        ZwClose(thread);
        status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, GateThreadBad, Count);
    }
    if (NT_SUCCESS(status)) {
        ZwClose(thread);
    }
    return status;
}

const PVOID Called[] = { CountedOnBad, StartGates };
