// A function of the driver that does nothing yet is bound to a level by its annotation alone.
#include <ntddk.h>

static KSPIN_LOCK Lock;
static ULONG Armed;

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

_IRQL_requires_max_(PASSIVE_LEVEL)
static VOID Count(VOID)
{
    Armed++;
}

_IRQL_requires_max_(PASSIVE_LEVEL)
static ULONG Read(PULONG From)
{
    return *From;
}

_IRQL_requires_max_(PASSIVE_LEVEL)
static VOID Signal(PKEVENT Event)
{
    KeSetEvent(Event, IO_NO_INCREMENT, FALSE);
}

_IRQL_requires_(DISPATCH_LEVEL)
static NTSTATUS Locked(VOID)
{
    return STATUS_SUCCESS;
}

_IRQL_requires_(DISPATCH_LEVEL)
static VOID CountLocked(VOID)
{
    Armed++;
}

VOID StubsOk(PVOID Address)
{
    KIRQL irql;

    KeAcquireSpinLock(&Lock, &irql);
    Arm();
    Map(Address);
    KeReleaseSpinLock(&Lock, irql);
}

VOID WorkBad(PULONG From, PKEVENT Event)
{
    KIRQL irql;

    KeAcquireSpinLock(&Lock, &irql);
    Count();      // want "`Count` is called at DISPATCH_LEVEL, set by `KeAcquireSpinLock`"
    Read(From);   // want "`Read` is called at DISPATCH_LEVEL, set by `KeAcquireSpinLock`"
    Signal(Event); // want "`Signal` is called at DISPATCH_LEVEL, set by `KeAcquireSpinLock`"
    KeReleaseSpinLock(&Lock, irql);
}

_IRQL_requires_(PASSIVE_LEVEL)
VOID TooLowBad(VOID)
{
    Locked();
    CountLocked(); // want "`CountLocked` is called at PASSIVE_LEVEL: it may be called at DISPATCH_LEVEL at least"
}
