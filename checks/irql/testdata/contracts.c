// What annotations and roles promise.
#include <ntddk.h>

_IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS ReadSettings(VOID);

_IRQL_requires_(DISPATCH_LEVEL)
VOID Start(PVOID Context);

static KSPIN_LOCK Lock;
static KEVENT Done;

VOID BadCallsDeclared(VOID)
{
    KIRQL irql;

    KeAcquireSpinLock(&Lock, &irql);
    ReadSettings(); // want "ReadSettings` is called at DISPATCH_LEVEL"
    Start(NULL);
    KeReleaseSpinLock(&Lock, irql);
}

_IRQL_requires_max_(APC_LEVEL)
VOID OkUnknownBelowTheBound(VOID)
{
    ReadSettings();
}

_IRQL_requires_(APC_LEVEL)
VOID BadAtTheBound(VOID)
{
    ReadSettings(); // want "ReadSettings` is called at APC_LEVEL"
    Start(NULL); // want "Start` is called at APC_LEVEL: it may be called at DISPATCH_LEVEL at least"
}

_IRQL_requires_max_(PASSIVE_LEVEL)
VOID BadTooLow(VOID)
{
    KeAcquireSpinLockAtDpcLevel(&Lock); // want "KeAcquireSpinLockAtDpcLevel` is called at PASSIVE_LEVEL"
}

_IRQL_requires_same_
VOID BadForgetsToLower(BOOLEAN Early)
{
    KIRQL irql;

    KeAcquireSpinLock(&Lock, &irql);
    if (Early) {
        return; // want "BadForgetsToLower` promises to return at the IRQL at which it was called, but returns at DISPATCH_LEVEL"
    }
    KeReleaseSpinLock(&Lock, irql);
}

_IRQL_requires_same_
VOID OkLowers(VOID)
{
    KIRQL irql;

    KeAcquireSpinLock(&Lock, &irql);
    KeReleaseSpinLock(&Lock, irql);
}

_IRQL_raises_(APC_LEVEL)
VOID BadRaisesTooFar(PKIRQL Irql)
{
    KeRaiseIrql(DISPATCH_LEVEL, Irql);
} // want "BadRaisesTooFar` promises to return at APC_LEVEL, but returns at DISPATCH_LEVEL"

_IRQL_always_function_max_(APC_LEVEL)
VOID BadGoesAbove(VOID)
{
    KIRQL irql;

    KeRaiseIrql(DISPATCH_LEVEL, &irql); // want "BadGoesAbove` promises never to go above APC_LEVEL"
    KeLowerIrql(irql);
}

_IRQL_always_function_min_(DISPATCH_LEVEL)
static VOID Lowers(KIRQL Irql)
{
    KeLowerIrql(Irql);
}

VOID BadGoesBelow(VOID)
{
    KIRQL irql;

    KeRaiseIrql(APC_LEVEL, &irql);
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    Lowers(irql); // want "Lowers` promises never to go below DISPATCH_LEVEL, but is at APC_LEVEL"
}

VOID BadRaisesDown(VOID)
{
    KIRQL irql, again;

    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    KeRaiseIrql(APC_LEVEL, &again); // want "KeRaiseIrql` is to raise the IRQL to APC_LEVEL, but it is DISPATCH_LEVEL already"
    KeLowerIrql(irql);
}

VOID BadSaves(_IRQL_saves_ PKIRQL Irql, BOOLEAN Take)
{
    if (Take) {
        KeAcquireSpinLock(&Lock, Irql);
    }
} // want "BadSaves` promises to save the IRQL in `Irql`"

VOID OkSaves(_IRQL_saves_ PKIRQL Irql)
{
    *Irql = KeAcquireSpinLockRaiseToDpc(&Lock);
}

VOID BadRestores(_IRQL_restores_ KIRQL Irql)
{
    UNREFERENCED_PARAMETER(Irql);
} // want "BadRestores` promises to set the IRQL to `Irql`"

VOID OkRestores(_IRQL_restores_ KIRQL Irql)
{
    KeReleaseSpinLock(&Lock, Irql);
}

_IRQL_requires_(42)
VOID BadLevel(VOID) // want "_IRQL_requires_.42.` of `BadLevel` names no IRQL"
{
}

VOID BadFloat(VOID)
{
    KFLOATING_SAVE state;
    KIRQL irql;

    KeRaiseIrql(APC_LEVEL, &irql);
    if (NT_SUCCESS(KeSaveFloatingPointState(&state))) {
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        KeRestoreFloatingPointState(&state); // want "saved at APC_LEVEL and is restored at DISPATCH_LEVEL"
        KeLowerIrql(irql);
    }
}

VOID OkFloat(VOID)
{
    KFLOATING_SAVE state;
    KIRQL irql;

    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    if (NT_SUCCESS(KeSaveFloatingPointState(&state))) {
        KeRestoreFloatingPointState(&state);
    }
    KeLowerIrql(irql);
}

DRIVER_DISPATCH Dispatch;

NTSTATUS Dispatch(PDEVICE_OBJECT Device, PIRP Irp)
{
    KIRQL irql;

    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    if (Irp->Cancel) {
        return STATUS_CANCELLED; // want "Dispatch` returns to the system at DISPATCH_LEVEL"
    }
    KeLowerIrql(irql);
    return STATUS_SUCCESS;
}

KSTART_ROUTINE Thread;

VOID Thread(PVOID Context)
{
    KIRQL irql;

    KeAcquireSpinLock(&Lock, &irql);
    KeReleaseSpinLockFromDpcLevel(&Lock);
    KeLowerIrql(irql);
    KeReleaseSpinLockFromDpcLevel(&Lock); // want "KeReleaseSpinLockFromDpcLevel` is called at PASSIVE_LEVEL"
    KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static FAST_MUTEX Mutex;

_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS CloseAll(HANDLE File)
{
    return ZwClose(File);
}

_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS CloseBelow(HANDLE File)
{
    return CloseAll(File);
}

// The annotation is right: what is called closes a file, which waits for an APC.
VOID BadCallsAnnotatedUnderMutex(HANDLE File)
{
    ExAcquireFastMutex(&Mutex);
    CloseBelow(File); // want "CloseBelow` is called at APC_LEVEL"
    ExReleaseFastMutex(&Mutex);
}
