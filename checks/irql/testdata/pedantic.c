// What is right, but common and rarely harmful.
#include <ntddk.h>

static FAST_MUTEX Mutex;
static KSPIN_LOCK Lock;

BOOLEAN ComparesUnderMutex(PUNICODE_STRING A, PUNICODE_STRING B)
{
    BOOLEAN same;

    ExAcquireFastMutex(&Mutex);
    same = RtlEqualUnicodeString(A, B, TRUE); // want "RtlEqualUnicodeString` is called at APC_LEVEL"
    ExReleaseFastMutex(&Mutex);
    return same;
}

VOID TakeLock(PKIRQL Irql) // want "TakeLock` changes the IRQL for its caller"
{
    KeAcquireSpinLock(&Lock, Irql);
}

VOID OkTakeLock(_IRQL_saves_ PKIRQL Irql)
{
    KeAcquireSpinLock(&Lock, Irql);
}

VOID OkTakesAndGives(VOID)
{
    KIRQL irql;

    TakeLock(&irql);
    KeReleaseSpinLock(&Lock, irql);
}

_IRQL_requires_max_(PASSIVE_LEVEL)
static VOID CountOne(PLONG Count)
{
    ++*Count;
}

// Only the annotation of what is called is against it.
VOID CallsAnnotatedUnderMutex(PLONG Count)
{
    ExAcquireFastMutex(&Mutex);
    CountOne(Count); // want "CountOne` is called at APC_LEVEL"
    ExReleaseFastMutex(&Mutex);
}

NTSTATUS RefersUnderMutex(HANDLE Handle, PKSEMAPHORE Semaphore, PVOID *Event)
{
    NTSTATUS status;

    ExAcquireFastMutex(&Mutex);
    KeInitializeSemaphore(Semaphore, 0, 1); // want "KeInitializeSemaphore` is called at APC_LEVEL"
    status = ObReferenceObjectByHandle(Handle, EVENT_MODIFY_STATE, *ExEventObjectType, UserMode, Event, NULL); // want "ObReferenceObjectByHandle` is called at APC_LEVEL"
    ExReleaseFastMutex(&Mutex);
    return status;
}

KIRQL LevelOfCaller(VOID);

// What level that is nobody knows: it may be the one at which the function was called.
VOID OkLowersToUnknown(VOID)
{
    KeLowerIrql(LevelOfCaller());
    KeLeaveCriticalRegion();
}

static IO_REMOVE_LOCK RemoveLock;

// PASSIVE_LEVEL by the documentation alone.
VOID PreparesUnderMutex(PDEVICE_OBJECT Lower)
{
    ExAcquireFastMutex(&Mutex);
    IoInitializeRemoveLock(&RemoveLock, 'kcol', 0, 0); // want "IoInitializeRemoveLock` is called at APC_LEVEL.*as its documentation has it"
    IoDetachDevice(Lower); // want "IoDetachDevice` is called at APC_LEVEL.*as its documentation has it"
    ExReleaseFastMutex(&Mutex);
}
