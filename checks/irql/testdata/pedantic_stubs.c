// With --pedantic: a function of the driver that does nothing yet is bound to a level by its annotation alone.
#include <ntddk.h>

static KSPIN_LOCK Lock;

_IRQL_requires_max_(PASSIVE_LEVEL)
static VOID Arm(VOID)
{
    KdPrint(("arm: to do\n"));
}

_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS Map(PVOID Address)
{
    NTSTATUS status = STATUS_NOT_IMPLEMENTED;

    UNREFERENCED_PARAMETER(Address);

    Arm();
    return status;
}

_IRQL_requires_(DISPATCH_LEVEL)
static NTSTATUS Locked(VOID)
{
    return STATUS_SUCCESS;
}

VOID StubsBad(PVOID Address)
{
    KIRQL irql;

    KeAcquireSpinLock(&Lock, &irql);
    Arm();        // want "`Arm` is called at DISPATCH_LEVEL, set by `KeAcquireSpinLock`"
    Map(Address); // want "`Map` is called at DISPATCH_LEVEL, set by `KeAcquireSpinLock`"
    KeReleaseSpinLock(&Lock, irql);
}

_IRQL_requires_(PASSIVE_LEVEL)
VOID TooLowBad(VOID)
{
    Locked();      // want "`Locked` is called at PASSIVE_LEVEL: it may be called at DISPATCH_LEVEL at least"
}
