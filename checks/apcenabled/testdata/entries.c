// Locks of threads that can be suspended, and of those that can't.
#include <ntifs.h>

typedef struct _DEVICE {
    ERESOURCE Table;
    EX_PUSH_LOCK Names;
    FAST_MUTEX Lock;
    KGUARDED_MUTEX Guard;
    ULONG Entries;
} DEVICE, *PDEVICE;

DRIVER_DISPATCH CreateBad;
DRIVER_DISPATCH CloseBad;
DRIVER_DISPATCH ReadBad;
DRIVER_DISPATCH ControlOk;
DRIVER_DISPATCH WriteOk;
DRIVER_DISPATCH FP_Power;

static PDEVICE Single;

static VOID Lock(PDEVICE Device)
{
    ExAcquireResourceExclusiveLite(&Device->Table, TRUE);
}

static VOID Unlock(PDEVICE Device)
{
    ExReleaseResourceLite(&Device->Table);
}

static NTSTATUS Complete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS CreateBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PDEVICE device = Device->DeviceExtension;

    ExAcquireResourceSharedLite(&device->Table, TRUE); // want "`ExAcquireResourceSharedLite` takes a lock here while normal kernel APCs are on"
    device->Entries++;
    ExReleaseResourceLite(&device->Table);
    return Complete(Irp, STATUS_SUCCESS);
}

NTSTATUS CloseBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PDEVICE device = Device->DeviceExtension;

    Lock(device); // want "`ExAcquireResourceExclusiveLite` takes a lock here \\(through `Lock`\\)"
    device->Entries--;
    Unlock(device);
    return Complete(Irp, STATUS_SUCCESS);
}

// The region is left again before the second one.
NTSTATUS ReadBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PDEVICE device = Device->DeviceExtension;

    KeEnterCriticalRegion();
    ExAcquirePushLockShared(&device->Names);
    device->Entries++;
    ExReleasePushLockShared(&device->Names);
    KeLeaveCriticalRegion();
    ExAcquireFastMutexUnsafe(&device->Lock); // want "ExAcquireFastMutexUnsafe"
    device->Entries++;
    ExReleaseFastMutexUnsafe(&device->Lock);
    return Complete(Irp, STATUS_SUCCESS);
}

NTSTATUS ControlOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PDEVICE device = Device->DeviceExtension;
    KIRQL level;

    KeEnterCriticalRegion();
    Lock(device);
    device->Entries++;
    Unlock(device);
    KeLeaveCriticalRegion();

    FsRtlEnterFileSystem();
    ExAcquirePushLockExclusive(&device->Names);
    ExReleasePushLockExclusive(&device->Names);
    FsRtlExitFileSystem();

    ExEnterCriticalRegionAndAcquireResourceExclusive(&device->Table);
    ExReleaseResourceAndLeaveCriticalRegion(&device->Table);

    KeRaiseIrql(APC_LEVEL, &level);
    ExAcquireFastMutexUnsafe(&device->Lock);
    ExReleaseFastMutexUnsafe(&device->Lock);
    KeLowerIrql(level);

    KeEnterGuardedRegion();
    KeAcquireGuardedMutexUnsafe(&device->Guard);
    KeReleaseGuardedMutexUnsafe(&device->Guard);
    KeLeaveGuardedRegion();
    return Complete(Irp, STATUS_SUCCESS);
}

// Under a fast mutex no APC comes through.
NTSTATUS WriteOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PDEVICE device = Device->DeviceExtension;

    ExAcquireFastMutex(&device->Lock);
    Lock(device);
    device->Entries++;
    Unlock(device);
    ExReleaseFastMutex(&device->Lock);
    return Complete(Irp, STATUS_SUCCESS);
}

// Power and PnP requests come from the system's own threads.
NTSTATUS FP_Power(PDEVICE_OBJECT Device, PIRP Irp)
{
    PDEVICE device = Device->DeviceExtension;

    Lock(device);
    device->Entries = 0;
    Unlock(device);
    return Complete(Irp, STATUS_SUCCESS);
}

// A table that takes one for another: the loader of this driver calls it, not the system.
BOOLEAN FP_Cast(PDEVICE_OBJECT Device, ULONG Code, PVOID Buffer)
{
    UNREFERENCED_PARAMETER(Code);
    UNREFERENCED_PARAMETER(Buffer);

    Lock((PDEVICE)Device->DeviceExtension);
    Unlock((PDEVICE)Device->DeviceExtension);
    return TRUE;
}

// Above PASSIVE_LEVEL no region is needed.
NTSTATUS FP_Level(PDEVICE_OBJECT Device, PIRP Irp)
{
    PDEVICE device = Device->DeviceExtension;
    BOOLEAN passive = (KeGetCurrentIrql() == PASSIVE_LEVEL);

    if (passive) {
        FsRtlEnterFileSystem();
    }
    Lock(device);
    device->Entries = 0;
    Unlock(device);
    if (passive) {
        FsRtlExitFileSystem();
    }
    return Complete(Irp, STATUS_SUCCESS);
}

static VOID ThreadOk(PVOID Context)
{
    PDEVICE device = Context;

    Lock(device);
    device->Entries = 0;
    Unlock(device);
}

static VOID WorkOk(PDEVICE_OBJECT Device, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);

    Lock((PDEVICE)Context);
    Unlock((PDEVICE)Context);
}

static VOID ProcessOk(HANDLE Parent, HANDLE Process, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(Parent);
    UNREFERENCED_PARAMETER(Process);
    UNREFERENCED_PARAMETER(Create);

    Lock(Single);
    Unlock(Single);
}

// Nobody knows who calls it.
VOID FN_Exported(PDEVICE Device)
{
    Lock(Device);
    Unlock(Device);
}

NTSTATUS Start(PDRIVER_OBJECT Driver, PIO_WORKITEM Item, PHANDLE Thread)
{
    Driver->MajorFunction[IRP_MJ_CREATE] = CreateBad;
    Driver->MajorFunction[IRP_MJ_CLOSE] = CloseBad;
    Driver->MajorFunction[IRP_MJ_READ] = ReadBad;
    Driver->MajorFunction[IRP_MJ_WRITE] = WriteOk;
    Driver->MajorFunction[IRP_MJ_POWER] = FP_Power;
    Driver->MajorFunction[IRP_MJ_CLEANUP] = FP_Level;
    Driver->MajorFunction[IRP_MJ_INTERNAL_DEVICE_CONTROL] = (PDRIVER_DISPATCH)FP_Cast;
    Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = ControlOk;
    IoQueueWorkItem(Item, WorkOk, DelayedWorkQueue, Single);
    PsSetCreateProcessNotifyRoutine(ProcessOk, FALSE);
    return PsCreateSystemThread(Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadOk, Single);
}

DRIVER_DISPATCH AskOk;
DRIVER_DISPATCH AskOtherBad;

// The driver asks whether APCs are off, and enters the region where they are not.
static VOID LockAsked(PDEVICE Device, BOOLEAN Off)
{
    if (!Off)
        KeEnterCriticalRegion();
    ExAcquireResourceSharedLite(&Device->Table, TRUE);
}

NTSTATUS AskOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PDEVICE device = Device->DeviceExtension;
    BOOLEAN off = KeAreApcsDisabled();

    LockAsked(device, off);
    device->Entries++;
    ExReleaseResourceLite(&device->Table);
    if (!off)
        KeLeaveCriticalRegion();
    return Complete(Irp, STATUS_SUCCESS);
}

// That special APCs are on says nothing of normal ones.
NTSTATUS AskOtherBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PDEVICE device = Device->DeviceExtension;

    if (!KeAreAllApcsDisabled()) {
        ExAcquireResourceExclusive(&device->Table, TRUE); // want "ExAcquireResourceExclusive"
        ExReleaseResource(&device->Table);
    }
    return Complete(Irp, STATUS_SUCCESS);
}
