// A request that is tried again later keeps the device and the driver until it has ended.
#include <ntddk.h>

typedef struct _RETRY {
    KTIMER Timer;
    KDPC Dpc;
    PIRP Irp;
} RETRY, *PRETRY;

static VOID Again(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second)
{
    PRETRY retry = Context;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);
    retry->Irp->IoStatus.Status = STATUS_IO_TIMEOUT;
    IoCompleteRequest(retry->Irp, IO_NO_INCREMENT);
}

static NTSTATUS Control(PDEVICE_OBJECT Device, PIRP Irp)
{
    PRETRY retry = Device->DeviceExtension;
    LARGE_INTEGER due;

    due.QuadPart = -100000;
    retry->Irp = Irp;
    IoMarkIrpPending(Irp);
    KeInitializeTimer(&retry->Timer);
    KeInitializeDpc(&retry->Dpc, Again, retry);
    KeSetTimer(&retry->Timer, due, &retry->Dpc);
    return STATUS_PENDING;
}

static KTIMER FlushTimer;
static KDPC FlushDpc;
static WORK_QUEUE_ITEM FlushItem;

static VOID Flush(PVOID File) { ObDereferenceObject(File); }
static VOID QueueFlush(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second)
{
    DbgPrint("%p %p %p %p", Dpc, Context, First, Second);
    ExQueueWorkItem(&FlushItem, DelayedWorkQueue);
}

// The file object keeps the device until the work has been done.
static NTSTATUS Write(PDEVICE_OBJECT Device, PIRP Irp)
{
    PFILE_OBJECT file = IoGetCurrentIrpStackLocation(Irp)->FileObject;
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(Device);
    due.QuadPart = -100000;
    ObReferenceObject(file);
    ExInitializeWorkItem(&FlushItem, Flush, file);
    KeInitializeTimer(&FlushTimer);
    KeInitializeDpc(&FlushDpc, QueueFlush, NULL);
    KeSetTimer(&FlushTimer, due, &FlushDpc);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static VOID Unload(PDRIVER_OBJECT DriverObject) { IoDeleteDevice(DriverObject->DeviceObject); }

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = Write;
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
