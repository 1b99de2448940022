// Who completes an IRP calls what any driver has stored in it: that this driver stores one routine there does not
// make it the one that is called. A table of the driver's own holds what it stores.
#include <ntddk.h>

typedef struct _BACKEND {
    VOID (*Flush)(VOID);
} BACKEND;

static ERESOURCE Pages;
static ULONG Read;
static BACKEND Backend;

static VOID Count(VOID)
{
    ExAcquireResourceExclusiveLite(&Pages, TRUE); // found where APCs are known to be on
    Read++;
    ExReleaseResourceLite(&Pages);
}

static NTSTATUS PageRead(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    UNREFERENCED_PARAMETER(Context);
    Count();
    return STATUS_MORE_PROCESSING_REQUIRED;
}

static VOID Cancelled(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    IoReleaseCancelSpinLock(Irp->CancelIrql);
    Count();
}

VOID ReadPage(PDEVICE_OBJECT Disk, PIRP Irp)
{
    IoGetNextIrpStackLocation(Irp)->CompletionRoutine = PageRead;
    Irp->CancelRoutine = Cancelled;
    KeEnterCriticalRegion();
    IoCallDriver(Disk, Irp);
    KeLeaveCriticalRegion();
}

static VOID Complete(PDEVICE_OBJECT Device, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    if (stack->CompletionRoutine != NULL)
        stack->CompletionRoutine(Device, Irp, stack->Context);
    if (Irp->CancelRoutine != NULL)
        Irp->CancelRoutine(Device, Irp);
}

static NTSTATUS Query(PDEVICE_OBJECT Device, PIRP Irp)
{
    Complete(Device, Irp);
    return STATUS_SUCCESS;
}

static NTSTATUS Control(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    Backend.Flush(); // want "ExAcquireResourceExclusiveLite"
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    Backend.Flush = Count;
    Driver->MajorFunction[IRP_MJ_READ] = Query;
    Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    return ExInitializeResourceLite(&Pages);
}
