// Locks and waits in functions and macros of the driver. The finding is where both meet.
#include <fltKernel.h>

typedef struct _SESSION {
    FAST_MUTEX Lock;
    KEVENT Done;
    LIST_ENTRY Requests;
    ULONG Pending;
    BOOLEAN Closing;
} SESSION, *PSESSION;

typedef struct _CONFIG {
    FAST_MUTEX Lock;
    ULONG Value;
    HANDLE Key;
} CONFIG, *PCONFIG;

typedef struct _REQUEST {
    LIST_ENTRY Link;
    WORK_QUEUE_ITEM Item;
    PSESSION Session;
} REQUEST, *PREQUEST;

#define SESSION_LOCK(s)     ExAcquireFastMutex(&(s)->Lock)
#define SESSION_UNLOCK(s)   do { ExReleaseFastMutex(&(s)->Lock); } while (0)

static VOID LockSession(PSESSION Session)
{
    ExAcquireFastMutex(&Session->Lock);
}

static VOID UnlockSession(PSESSION Session)
{
    ExReleaseFastMutex(&Session->Lock);
}

static BOOLEAN TryLockSession(PSESSION Session)
{
    if (Session->Closing) {
        return FALSE;
    }
    return ExTryToAcquireFastMutex(&Session->Lock);
}

// Holds the mutex only when it succeeds.
static NTSTATUS EnterSession(PSESSION Session)
{
    ExAcquireFastMutex(&Session->Lock);
    if (Session->Closing) {
        ExReleaseFastMutex(&Session->Lock);
        return STATUS_DELETE_PENDING;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS WaitForSession(PSESSION Session)
{
    return KeWaitForSingleObject(&Session->Done, Executive, KernelMode, FALSE, NULL);
}

static NTSTATUS WaitForSessionTimed(PSESSION Session, PLARGE_INTEGER Timeout)
{
    return KeWaitForSingleObject(&Session->Done, Executive, KernelMode, FALSE, Timeout);
}

static BOOLEAN PollSession(PSESSION Session)
{
    LARGE_INTEGER zero;

    zero.QuadPart = 0;
    return (BOOLEAN)(WaitForSessionTimed(Session, &zero) == STATUS_SUCCESS);
}

static NTSTATUS FinishSession(PSESSION Session, BOOLEAN Wait)
{
    Session->Closing = TRUE;
    if (Wait) {
        return WaitForSession(Session);
    }
    return STATUS_SUCCESS;
}

// Lets go of the mutex while it waits. Called with the mutex held.
static VOID WaitUnlocked(PSESSION Session)
{
    ExReleaseFastMutex(&Session->Lock);
    KeWaitForSingleObject(&Session->Done, Executive, KernelMode, FALSE, NULL);
    ExAcquireFastMutex(&Session->Lock);
}

static VOID WaitMaybeUnlocked(PSESSION Session, BOOLEAN Locked)
{
    if (Locked) {
        ExReleaseFastMutex(&Session->Lock);
    }
    KeWaitForSingleObject(&Session->Done, Executive, KernelMode, FALSE, NULL);
    if (Locked) {
        ExAcquireFastMutex(&Session->Lock);
    }
}

static VOID RequestWorker(PVOID Context)
{
    PREQUEST request = Context;

    WaitForSession(request->Session);
}

VOID WaitHelperBad(PSESSION session)
{
    ExAcquireFastMutex(&session->Lock);
    session->Closing = TRUE;
    WaitForSession(session); // want "KeWaitForSingleObject.*session->Lock"
    ExReleaseFastMutex(&session->Lock);
}

VOID LockHelperBad(PSESSION session)
{
    LockSession(session);
    KeWaitForSingleObject(&session->Done, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*[sS]ession->Lock"
    UnlockSession(session);
}

VOID BothHelpersBad(PSESSION session)
{
    LockSession(session);
    FinishSession(session, TRUE); // want "KeWaitForSingleObject.*[sS]ession->Lock"
    UnlockSession(session);
}

VOID MacroBad(PSESSION session)
{
    SESSION_LOCK(session);
    WaitForSession(session); // want "KeWaitForSingleObject.*[sS]ession.*Lock"
    SESSION_UNLOCK(session);
}

VOID TryHelperBad(PSESSION session)
{
    if (TryLockSession(session)) {
        WaitForSession(session); // want "KeWaitForSingleObject.*[sS]ession->Lock"
        UnlockSession(session);
    }
}

NTSTATUS EnterBad(PSESSION session)
{
    NTSTATUS status = EnterSession(session);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = WaitForSession(session); // want "KeWaitForSingleObject.*[sS]ession->Lock"
    UnlockSession(session);
    return status;
}

VOID TimedHelperBad(PSESSION session)
{
    LARGE_INTEGER minute;

    minute.QuadPart = -60ll * 10 * 1000 * 1000;
    LockSession(session);
    WaitForSessionTimed(session, &minute); // want "KeWaitForSingleObject.*[sS]ession->Lock"
    UnlockSession(session);
}

// A tenth of a second is short, wherever it stands.
VOID ShortTimedHelperOk(PSESSION session)
{
    LARGE_INTEGER tenth;

    tenth.QuadPart = -1000 * 1000;
    LockSession(session);
    WaitForSessionTimed(session, &tenth);
    UnlockSession(session);
}

static NTSTATUS WaitForSessionFurther(PSESSION session, PLARGE_INTEGER limit)
{
    return WaitForSessionTimed(session, limit);
}

VOID ShortFurtherOk(PSESSION session)
{
    LARGE_INTEGER tenth = { 0 };

    tenth.QuadPart = -1000 * 1000;
    LockSession(session);
    WaitForSessionFurther(session, &tenth);
    UnlockSession(session);
}

VOID UnknownLimitBad(PSESSION session, PLARGE_INTEGER limit)
{
    LockSession(session);
    WaitForSessionFurther(session, limit); // want "KeWaitForSingleObject.*[sS]ession->Lock"
    UnlockSession(session);
}

// It lets go of the session's mutex, not of the configuration's.
VOID OtherOwnerBad(PSESSION session, PCONFIG config)
{
    ExAcquireFastMutex(&config->Lock);
    ExAcquireFastMutex(&session->Lock);
    WaitUnlocked(session); // want "KeWaitForSingleObject.*config->Lock"
    ExReleaseFastMutex(&session->Lock);
    ExReleaseFastMutex(&config->Lock);
}

VOID RegistryBad(PCONFIG config, PUNICODE_STRING Name)
{
    ExAcquireFastMutex(&config->Lock);
    ZwSetValueKey(config->Key, Name, 0, REG_DWORD, &config->Value, sizeof(config->Value)); // want "ZwSetValueKey.*config->Lock"
    ExReleaseFastMutex(&config->Lock);
}

VOID HelpersOk(PSESSION session)
{
    LockSession(session);
    session->Pending++;
    UnlockSession(session);
    WaitForSession(session);
}

VOID MacroOk(PSESSION session)
{
    SESSION_LOCK(session);
    session->Pending++;
    SESSION_UNLOCK(session);
    WaitForSession(session);
}

VOID TryHelperFailedOk(PSESSION session)
{
    if (!TryLockSession(session)) {
        WaitForSession(session);
        return;
    }
    session->Pending++;
    UnlockSession(session);
}

NTSTATUS EnterFailedOk(PSESSION session)
{
    NTSTATUS status;

    status = EnterSession(session);
    if (!NT_SUCCESS(status)) {
        WaitForSession(session);
        return status;
    }
    session->Pending++;
    UnlockSession(session);
    return STATUS_SUCCESS;
}

VOID PollHelperOk(PSESSION session)
{
    LockSession(session);
    if (PollSession(session)) {
        session->Pending = 0;
    }
    UnlockSession(session);
}

VOID ZeroParameterOk(PSESSION session)
{
    LARGE_INTEGER zero = { 0 };

    LockSession(session);
    WaitForSessionTimed(session, &zero);
    UnlockSession(session);
}

VOID NoWaitParameterOk(PSESSION session)
{
    LockSession(session);
    FinishSession(session, FALSE);
    UnlockSession(session);
}

VOID DroppedInCalleeOk(PSESSION session)
{
    LockSession(session);
    while (session->Pending != 0) {
        WaitUnlocked(session);
    }
    UnlockSession(session);
}

VOID DroppedByFlagOk(PSESSION session)
{
    WaitMaybeUnlocked(session, FALSE);

    LockSession(session);
    WaitMaybeUnlocked(session, TRUE);
    UnlockSession(session);
}

// The helper takes another lock, which may take a moment.
VOID OtherLockHelperOk(PSESSION session, PSESSION peer)
{
    LockSession(session);
    LockSession(peer);
    peer->Pending = session->Pending;
    UnlockSession(peer);
    UnlockSession(session);
}

// The routine that waits is only queued.
VOID QueuedOk(PSESSION session, PREQUEST Request)
{
    LockSession(session);
    Request->Session = session;
    InsertTailList(&session->Requests, &Request->Link);
    ExInitializeWorkItem(&Request->Item, RequestWorker, Request);
    ExQueueWorkItem(&Request->Item, DelayedWorkQueue);
    UnlockSession(session);
}

// Its thread waits, not this one.
NTSTATUS ThreadOk(PSESSION session, PREQUEST Request)
{
    HANDLE thread;
    NTSTATUS status;

    LockSession(session);
    Request->Session = session;
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, RequestWorker, Request);
    if (NT_SUCCESS(status)) {
        ZwClose(thread);
    }
    UnlockSession(session);
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    return STATUS_SUCCESS;
}

// Each round takes the mutex of another session: what NewSession gave an earlier round is another value.
static PSESSION NewSession(VOID)
{
    return ExAllocatePool(NonPagedPool, sizeof(SESSION));
}

VOID TwoSessionsBad(PSESSION Peer)
{
    ULONG i;

    for (i = 0; i < 2; i++) {
        PSESSION session = NewSession();

        ExAcquireFastMutex(&session->Lock);
    }
    KeWaitForSingleObject(&Peer->Done, Executive, KernelMode, FALSE, NULL); // want "can block here while the fast mutex `session->Lock` is held"
}
