// A driver that puts its routine in the place of another driver's, and calls on what was there: that is not its own.
#include <ntddk.h>

static PDRIVER_STARTIO OldStartIo;
static PDRIVER_DISPATCH OldRead;
static PVOID Watched;

DRIVER_STARTIO StartIoHook;

static VOID Look(PDEVICE_OBJECT Device)
{
    if (KeGetCurrentIrql() < DISPATCH_LEVEL)
        return;
    Watched = Device;
}

VOID StartIoHook(PDEVICE_OBJECT Device, PIRP Irp)
{
    Look(Device);
    OldStartIo(Device, Irp);
}

NTSTATUS ReadHook(PDEVICE_OBJECT Device, PIRP Irp)
{
    PAGED_CODE();

    return OldRead(Device, Irp);
}

VOID SendsBelowLockOk(PDEVICE_OBJECT Device, PIRP Irp, PKSPIN_LOCK Lock)
{
    KIRQL irql;

    KeAcquireSpinLock(Lock, &irql);
    OldRead(Device, Irp);
    KeReleaseSpinLock(Lock, irql);
}

VOID StartsBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);

    ExFreePool(Irp->UserBuffer);
    ZwClose(Watched); // want "ZwClose` is called at DISPATCH_LEVEL"
}

VOID Hook(PDRIVER_OBJECT Driver)
{
    OldStartIo = (PDRIVER_STARTIO)InterlockedExchangePointer((PVOID *)&Driver->DriverStartIo, (PVOID)StartIoHook);
    OldRead = (PDRIVER_DISPATCH)InterlockedExchangePointer((PVOID *)&Driver->MajorFunction[IRP_MJ_READ], (PVOID)ReadHook);
}

// What is exchanged for something has its role.
VOID HookAgain(PDRIVER_OBJECT Driver)
{
    InterlockedExchangePointer((PVOID *)&Driver->DriverStartIo, (PVOID)StartsBad);
}
