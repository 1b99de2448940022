// A level that a lock leaves behind which is not released as it should be is what fastmutexleak, fastmutexpair, fastmutexorder and
// lockleak tell, and a call that blocks under a mutex what fastmutexwait tells: it is not told again.
#include <ntddk.h>

static FAST_MUTEX Ring;
static FAST_MUTEX Table;
static ULONG Head;
static HANDLE Log;

static VOID Push(ULONG Length)
{
    ExAcquireFastMutex(&Ring);
    if (Length > 64)
        return;
    Head += Length;
    ExReleaseFastMutex(&Ring);
}

static NTSTATUS WriteOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    Push(IoGetCurrentIrpStackLocation(Irp)->Parameters.Write.Length);
    ZwClose(Log);
    return STATUS_SUCCESS;
}

static NTSTATUS ReadOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    ExAcquireFastMutex(&Ring);
    if (Irp->Cancel)
        return STATUS_CANCELLED;
    ExReleaseFastMutex(&Ring);
    return STATUS_SUCCESS;
}

static NTSTATUS CreateOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    ExAcquireFastMutex(&Ring);
    Head = 0;
    ExReleaseFastMutexUnsafe(&Ring);
    return STATUS_SUCCESS;
}

static NTSTATUS CloseOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    ExAcquireFastMutex(&Ring);
    ExAcquireFastMutex(&Table);
    ExReleaseFastMutex(&Ring);
    ExReleaseFastMutex(&Table);
    return STATUS_SUCCESS;
}

/* What is called behind a release out of order, here or in callers, runs at the level that it has left. */
static VOID Cross(VOID)
{
    ExAcquireFastMutex(&Ring);
    ExAcquireFastMutex(&Table);
    ExReleaseFastMutex(&Ring);
    ExReleaseFastMutex(&Table);
    ZwClose(Log);
}

static NTSTATUS SystemControlOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    Cross();
    ZwClose(Log);
    return STATUS_SUCCESS;
}

/* What is done under the mutex is another matter. */
static NTSTATUS ControlBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    ExAcquireFastMutex(&Ring);
    ZwClose(Log); // want "ZwClose` is called at APC_LEVEL"
    if (Irp->Cancel)
        return STATUS_CANCELLED;
    ExReleaseFastMutex(&Ring);
    return STATUS_SUCCESS;
}

static KSPIN_LOCK Spin;

static VOID Count(ULONG Length)
{
    KIRQL irql;

    KeAcquireSpinLock(&Spin, &irql);
    if (Length > 64)
        return;
    Head += Length;
    KeReleaseSpinLock(&Spin, irql);
}

static NTSTATUS FlushOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    Count(IoGetCurrentIrpStackLocation(Irp)->Parameters.Write.Length);
    ZwClose(Log);
    return STATUS_SUCCESS;
}

static NTSTATUS CleanupOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    KIRQL irql;

    UNREFERENCED_PARAMETER(Device);
    KeAcquireSpinLock(&Spin, &irql);
    if (Irp->Cancel)
        return STATUS_CANCELLED;
    KeReleaseSpinLock(&Spin, irql);
    return STATUS_SUCCESS;
}

/* But what is done before the return is another matter. */
static NTSTATUS ShutdownBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    KIRQL irql;

    UNREFERENCED_PARAMETER(Device);
    KeAcquireSpinLock(&Spin, &irql);
    if (Irp->Cancel) {
        ZwClose(Log); // want "ZwClose` is called at DISPATCH_LEVEL"
        return STATUS_CANCELLED;
    }
    KeReleaseSpinLock(&Spin, irql);
    return STATUS_SUCCESS;
}

static NTSTATUS PnpOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    IO_STATUS_BLOCK block;

    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    ExAcquireFastMutex(&Ring);
    ZwReadFile(Log, NULL, NULL, NULL, &block, &Head, sizeof(Head), NULL, NULL);
    ExReleaseFastMutex(&Ring);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    ExInitializeFastMutex(&Ring);
    ExInitializeFastMutex(&Table);
    Driver->MajorFunction[IRP_MJ_WRITE] = WriteOk;
    Driver->MajorFunction[IRP_MJ_READ] = ReadOk;
    Driver->MajorFunction[IRP_MJ_CREATE] = CreateOk;
    Driver->MajorFunction[IRP_MJ_CLOSE] = CloseOk;
    Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = ControlBad;
    KeInitializeSpinLock(&Spin);
    Driver->MajorFunction[IRP_MJ_FLUSH_BUFFERS] = FlushOk;
    Driver->MajorFunction[IRP_MJ_CLEANUP] = CleanupOk;
    Driver->MajorFunction[IRP_MJ_SHUTDOWN] = ShutdownBad;
    Driver->MajorFunction[IRP_MJ_PNP] = PnpOk;
    Driver->MajorFunction[IRP_MJ_SYSTEM_CONTROL] = SystemControlOk;
    return STATUS_SUCCESS;
}
