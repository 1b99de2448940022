// A condition in memory that decides whether something is done, and after the call of a stranger whether it is undone: both are decided alike.
#include <ntddk.h>

typedef struct _PORT {
    KSPIN_LOCK Lock;
    KIRQL Irql;
    BOOLEAN Shared;
    BOOLEAN Alone;
    ULONG Count;
} PORT, *PPORT;

static BOOLEAN Locking;
static KSPIN_LOCK Global;

VOID Stranger(PPORT Port);

static NTSTATUS MemberOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PPORT port = Device->DeviceExtension;
    KIRQL irql = PASSIVE_LEVEL;

    UNREFERENCED_PARAMETER(Irp);
    if (port->Shared)
        KeAcquireSpinLock(&port->Lock, &irql);
    Stranger(port);
    if (port->Shared)
        KeReleaseSpinLock(&port->Lock, irql);
    return STATUS_SUCCESS;
}

static NTSTATUS GlobalOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    KIRQL irql = PASSIVE_LEVEL;

    UNREFERENCED_PARAMETER(Irp);
    if (Locking == TRUE)
        KeAcquireSpinLock(&Global, &irql);
    Stranger(Device->DeviceExtension);
    if (Locking == TRUE) {
        KeReleaseSpinLock(&Global, irql);
        return STATUS_SUCCESS;
    }
    return STATUS_UNSUCCESSFUL;
}

/* The other way round, with an early return, and a call that waits behind it. */
static NTSTATUS NegatedOk(PPORT Port)
{
    KIRQL irql = PASSIVE_LEVEL;
    LARGE_INTEGER second;

    second.QuadPart = -10000000;
    if (!Port->Alone)
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
    Stranger(Port);
    if (Port->Alone != FALSE)
        goto Done;
    Port->Count++;
    KeLowerIrql(irql);
Done:
    return KeDelayExecutionThread(KernelMode, FALSE, &second);
}

static VOID Enter(PPORT Port)
{
    KIRQL irql;

    KeAcquireSpinLock(&Port->Lock, &irql);
    Port->Irql = irql;
}

static VOID Leave(PPORT Port) { KeReleaseSpinLock(&Port->Lock, Port->Irql); }

static NTSTATUS HelpersOk(PPORT Port)
{
    LARGE_INTEGER second;

    second.QuadPart = -10000000;
    if (Port->Shared)
        Enter(Port);
    Stranger(Port);
    if (Port->Shared)
        Leave(Port);
    return KeDelayExecutionThread(KernelMode, FALSE, &second);
}

/* Another condition, one that the function itself has decided, and a lock that is taken in any case. */
static NTSTATUS OtherBad(PPORT Port)
{
    KIRQL irql = PASSIVE_LEVEL;
    LARGE_INTEGER second;

    second.QuadPart = -10000000;
    if (Port->Shared)
        KeAcquireSpinLock(&Port->Lock, &irql);
    Stranger(Port);
    if (Port->Alone)
        KeReleaseSpinLock(&Port->Lock, irql);
    return KeDelayExecutionThread(KernelMode, FALSE, &second); // want "`KeDelayExecutionThread` is called at DISPATCH_LEVEL"
}

static NTSTATUS ClearedBad(PPORT Port)
{
    KIRQL irql = PASSIVE_LEVEL;
    LARGE_INTEGER second;

    second.QuadPart = -10000000;
    if (Port->Shared)
        KeAcquireSpinLock(&Port->Lock, &irql);
    Port->Shared = FALSE;
    if (Port->Shared)
        KeReleaseSpinLock(&Port->Lock, irql);
    return KeDelayExecutionThread(KernelMode, FALSE, &second); // want "`KeDelayExecutionThread` is called at DISPATCH_LEVEL"
}

static NTSTATUS AnywayBad(PPORT Port)
{
    KIRQL irql;
    LARGE_INTEGER second;

    second.QuadPart = -10000000;
    KeAcquireSpinLock(&Port->Lock, &irql);
    Stranger(Port);
    if (Port->Shared)
        KeReleaseSpinLock(&Port->Lock, irql);
    return KeDelayExecutionThread(KernelMode, FALSE, &second); // want "`KeDelayExecutionThread` is called at DISPATCH_LEVEL"
}

static NTSTATUS Control(PDEVICE_OBJECT Device, PIRP Irp)
{
    PPORT port = Device->DeviceExtension;

    switch (Irp->IoStatus.Information) {
    case 0:
        return NegatedOk(port);
    case 1:
        return HelpersOk(port);
    case 2:
        return OtherBad(port); // want "`Control` returns to the system at DISPATCH_LEVEL, set by `OtherBad`"
    case 3:
        return ClearedBad(port); // want "`Control` returns to the system at DISPATCH_LEVEL, set by `ClearedBad`"
    }
    return AnywayBad(port); // want "`Control` returns to the system at DISPATCH_LEVEL, set by `AnywayBad`"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->MajorFunction[IRP_MJ_READ] = MemberOk;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = GlobalOk;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    return STATUS_SUCCESS;
}
