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
