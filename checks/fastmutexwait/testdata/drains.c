// Waits that go by other names than wait, and waits that are taking a lock.
#include <ntifs.h>
#include <wdf.h>

typedef struct _PORT {
    FAST_MUTEX Lock;
    KGUARDED_MUTEX Guard;
    EX_RUNDOWN_REF Users;
    IO_REMOVE_LOCK Remove;
    KDPC Dpc;
    KMUTEX Owner;
    KSEMAPHORE Slot;
    KSEMAPHORE Work;
    KEVENT Turn;
    KEVENT Free;
    KEVENT Done;
    ULONG Count;
} PORT, *PPORT;

VOID OnImage(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info);
VOID OnProcess(PEPROCESS Process, HANDLE Id, PPS_CREATE_NOTIFY_INFO Info);

VOID RundownBad(PPORT Port)
{
    KeAcquireGuardedMutex(&Port->Guard);
    ExWaitForRundownProtectionRelease(&Port->Users); // want "ExWaitForRundownProtectionRelease.*guarded mutex"
    KeReleaseGuardedMutex(&Port->Guard);
}

VOID RemoveLockBad(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    IoReleaseRemoveLockAndWait(&Port->Remove, Port); // want "IoReleaseRemoveLockAndWait.*Port->Lock"
    ExReleaseFastMutex(&Port->Lock);
}

static VOID Drain(PPORT Port)
{
    ExWaitForRundownProtectionRelease(&Port->Users);
    ExRundownCompleted(&Port->Users);
}

VOID DrainBad(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    Drain(Port); // want "through .Drain."
    ExReleaseFastMutex(&Port->Lock);
}

VOID RemovalsBad(PPORT Port, LARGE_INTEGER Cookie)
{
    ExAcquireFastMutex(&Port->Lock);
    PsRemoveLoadImageNotifyRoutine(OnImage); // want "PsRemoveLoadImageNotifyRoutine"
    PsSetCreateProcessNotifyRoutineEx(OnProcess, TRUE); // want "PsSetCreateProcessNotifyRoutineEx"
    CmUnRegisterCallback(Cookie); // want "CmUnRegisterCallback"
    ExReleaseFastMutex(&Port->Lock);
}

VOID TimerBad(PPORT Port, PEX_TIMER Timer)
{
    ExAcquireFastMutex(&Port->Lock);
    ExDeleteTimer(Timer, TRUE, TRUE, NULL); // want "ExDeleteTimer"
    ExReleaseFastMutex(&Port->Lock);
}

VOID OldNameBad(PPORT Port, HANDLE File, PIO_STATUS_BLOCK Io)
{
    ExAcquireFastMutex(&Port->Lock);
    NtWriteFile(File, NULL, NULL, NULL, Io, Port, sizeof(*Port), NULL, NULL); // want "NtWriteFile"
    ExReleaseFastMutex(&Port->Lock);
}

// A semaphore that counts work is no lock: nobody gives back what was taken.
VOID WorkBad(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Work, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject"
    Port->Count++;
    ExReleaseFastMutex(&Port->Lock);
}

VOID DoneBad(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Done, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject"
    ExReleaseFastMutex(&Port->Lock);
}

VOID NoWaitOk(PPORT Port, PEX_TIMER Timer)
{
    ExAcquireFastMutex(&Port->Lock);
    PsSetCreateProcessNotifyRoutineEx(OnProcess, FALSE);
    ExDeleteTimer(Timer, TRUE, FALSE, NULL);
    if (ExAcquireRundownProtection(&Port->Users))
        ExReleaseRundownProtection(&Port->Users);
    IoReleaseRemoveLock(&Port->Remove, Port);
    ExReleaseFastMutex(&Port->Lock);
}

VOID MutexOk(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Owner, Executive, KernelMode, FALSE, NULL);
    Port->Count++;
    KeReleaseMutex(&Port->Owner, FALSE);
    ExReleaseFastMutex(&Port->Lock);
}

VOID SemaphoreOk(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Slot, Executive, KernelMode, FALSE, NULL);
    Port->Count++;
    KeReleaseSemaphore(&Port->Slot, IO_NO_INCREMENT, 1, FALSE);
    ExReleaseFastMutex(&Port->Lock);
}

VOID EventOk(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Turn, Executive, KernelMode, FALSE, NULL);
    Port->Count++;
    KeSetEvent(&Port->Turn, IO_NO_INCREMENT, FALSE);
    ExReleaseFastMutex(&Port->Lock);
}

VOID Prepare(PPORT Port)
{
    KeInitializeEvent(&Port->Free, SynchronizationEvent, TRUE);
    KeInitializeEvent(&Port->Done, SynchronizationEvent, FALSE);
}

static VOID Enter(PPORT Port)
{
    KeWaitForSingleObject(&Port->Free, Executive, KernelMode, FALSE, NULL);
}

VOID InHelperOk(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    Enter(Port);
    ExReleaseFastMutex(&Port->Lock);
}
