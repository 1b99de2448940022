// A helper leaves a region under a condition that never holds there; who enters one right before the lock is in it.
#include <ntifs.h>

static EX_PUSH_LOCK Lock;
static ULONG Held, Count;

static VOID Look(VOID)
{
    if (Held) {
        KeLeaveCriticalRegion();
        Held = 0;
    }
}

static VOID Change(VOID)
{
    Look();
    KeEnterCriticalRegion();
    ExAcquirePushLockExclusive(&Lock);
    Count++;
    ExReleasePushLockExclusive(&Lock);
    KeLeaveCriticalRegion();
}

static VOID ChangeOutside(VOID)
{
    KeEnterCriticalRegion();
    Count++;
    KeLeaveCriticalRegion();
    ExAcquirePushLockExclusive(&Lock); // found where APCs are known to be on
    Count++;
    ExReleasePushLockExclusive(&Lock);
}

static NTSTATUS ControlOk(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    Change();
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static NTSTATUS CreateBad(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    ChangeOutside(); // want "`ExAcquirePushLockExclusive` takes a lock here"
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = ControlOk;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = CreateBad;
    return STATUS_SUCCESS;
}
