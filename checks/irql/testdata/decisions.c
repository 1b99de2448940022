// What is not known of a level is not claimed: those of devices, those kept in memory, those that
// annotations promise.
#include <ntddk.h>

typedef struct _LINE {
    PKINTERRUPT Interrupt;
    KEVENT Idle;
    HANDLE File;
    KIRQL Before;
} LINE, *PLINE;

_IRQL_requires_min_(CLOCK_LEVEL)
VOID TickAt(PLINE Line)
{
    Line->File = NULL;
}

// The level of a device lies above that of the dispatcher ...
VOID BadWaitAtDeviceLevel(PLINE Line)
{
    KIRQL irql = KeAcquireInterruptSpinLock(Line->Interrupt);

    ZwClose(Line->File); // want "ZwClose` is called at DIRQL, set by `KeAcquireInterruptSpinLock`"
    KeReleaseInterruptSpinLock(Line->Interrupt, irql);
}

// ... but which it is, nobody knows: it may be as high as that of the clock.
VOID OkTickAtDeviceLevel(PLINE Line)
{
    KIRQL irql = KeAcquireInterruptSpinLock(Line->Interrupt);

    TickAt(Line);
    KeReleaseInterruptSpinLock(Line->Interrupt, irql);
}

VOID BadTickAtDispatchLevel(PLINE Line)
{
    KIRQL irql;

    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    TickAt(Line); // want "TickAt` is called at DISPATCH_LEVEL"
    KeLowerIrql(irql);
}

// A level that is compared with one by name decides whether it is restored.
static NTSTATUS OkDispatchRestoresByLevel(PDEVICE_OBJECT Device, PIRP Irp)
{
    PLINE line = Device->DeviceExtension;

    UNREFERENCED_PARAMETER(Irp);

    KeRaiseIrql(DISPATCH_LEVEL, &line->Before);
    if (line->Before < DISPATCH_LEVEL) {
        KeLowerIrql(line->Before);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS BadDispatchRestoresByFlag(PDEVICE_OBJECT Device, PIRP Irp)
{
    PLINE line = Device->DeviceExtension;

    UNREFERENCED_PARAMETER(Irp);

    KeRaiseIrql(DISPATCH_LEVEL, &line->Before);
    if (line->File != NULL) {
        KeLowerIrql(line->Before);
    }
    return STATUS_SUCCESS; // want "BadDispatchRestoresByFlag.*DISPATCH_LEVEL"
}

// The promise of the annotation is broken by the call; what comes after it is reached all the same.
_IRQL_requires_max_(APC_LEVEL)
static VOID Sleepy(PLINE Line)
{
    KIRQL irql;

    KeRaiseIrql(APC_LEVEL, &irql);
    Line->File = NULL;
    KeLowerIrql(irql);
}

VOID BadGoesOnAfterBrokenPromise(PLINE Line)
{
    KIRQL irql;

    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    Sleepy(Line); // want "Sleepy` is called at DISPATCH_LEVEL"
    KeWaitForSingleObject(&Line->Idle, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject` is called at DISPATCH_LEVEL"
    KeLowerIrql(irql);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->MajorFunction[IRP_MJ_READ] = OkDispatchRestoresByLevel;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = BadDispatchRestoresByFlag;
    return STATUS_SUCCESS;
}

const PVOID Called[] = { BadWaitAtDeviceLevel, OkTickAtDeviceLevel, BadTickAtDispatchLevel, BadGoesOnAfterBrokenPromise };
