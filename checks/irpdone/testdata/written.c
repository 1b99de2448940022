// Uses after completion, and what looks like them.
#include <ntddk.h>

typedef struct _EXTENSION {
    PDEVICE_OBJECT Lower;
    LIST_ENTRY Queue;
    ULONG_PTR Bytes;
    PIRP Current;
    IO_REMOVE_LOCK Remove;
} EXTENSION, *PEXTENSION;

static NTSTATUS StatusBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Irp->IoStatus.Status; // want "`Irp->IoStatus.Status` is used here, after `IoCompleteRequest` has completed the request"
}

static NTSTATUS StackBad(PEXTENSION Extension, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    Extension->Bytes += stack->Parameters.Read.Length; // want "`stack->Parameters.Read.Length` is used"
    return STATUS_SUCCESS;
}

static NTSTATUS LateBad(PIRP Irp)
{
    PIO_STACK_LOCATION stack;

    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    stack = IoGetCurrentIrpStackLocation(Irp); // want "`Irp` is used"
    return stack->MajorFunction == IRP_MJ_READ ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

static NTSTATUS TwiceBad(PEXTENSION Extension, PIRP Irp)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (Extension->Lower == NULL) {
        status = Irp->IoStatus.Status = STATUS_NO_SUCH_DEVICE;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    if (Extension->Bytes > 100) {
        IoCompleteRequest(Irp, IO_NO_INCREMENT); // want "`Irp` is completed again"
    }
    return status;
}

static NTSTATUS Finish(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

static NTSTATUS HelperBad(PIRP Irp)
{
    NTSTATUS status = Finish(Irp, STATUS_SUCCESS);

    Irp->IoStatus.Information = 0; // want "`Irp->IoStatus.Information` is used here, after `Finish` has completed"
    return status;
}

// A routine that gets its request as a pointer to anything.
static VOID FinishDpc(PKDPC Dpc, PVOID Context, PVOID Argument, PVOID Unused)
{
    PIRP irp = (PIRP)Argument;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Unused);

    if (irp->IoStatus.Status == STATUS_SUCCESS) {
        DbgPrint("%Iu bytes\n", irp->IoStatus.Information);
    }
    IoCompleteRequest(irp, IO_DISK_INCREMENT);
}

static VOID Start(PEXTENSION Extension, PIRP Irp)
{
    Irp->IoStatus.Status = Extension->Bytes == 0 ? STATUS_NO_MEDIA_IN_DEVICE : STATUS_SUCCESS;
    FinishDpc(NULL, Extension, Irp, NULL);
}

static NTSTATUS ArgumentBad(PEXTENSION Extension, PIRP Irp)
{
    Irp->IoStatus.Information = 0;
    Start(Extension, Irp);
    return Irp->IoStatus.Status; // want "`Irp->IoStatus.Status` is used here, after `Start` has completed"
}

// What a function makes of its argument later may be another request.
static VOID FinishNext(PEXTENSION Extension, PVOID Argument)
{
    PIRP irp = (PIRP)Argument;

    irp->IoStatus.Information = Extension->Bytes;
    irp = CONTAINING_RECORD(RemoveHeadList(&Extension->Queue), IRP, Tail.Overlay.ListEntry);
    IoCompleteRequest(irp, IO_DISK_INCREMENT);
}

static NTSTATUS NextOk(PEXTENSION Extension, PIRP Irp)
{
    FinishNext(Extension, Irp);
    return Irp->IoStatus.Status;
}

static NTSTATUS BeforeOk(PEXTENSION Extension, PIRP Irp)
{
    NTSTATUS status = Irp->IoStatus.Status = STATUS_SUCCESS;

    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    DbgPrint("%p done\n", Irp);
    IoReleaseRemoveLock(&Extension->Remove, Irp);
    return status;
}

static VOID DrainOk(PEXTENSION Extension)
{
    while (!IsListEmpty(&Extension->Queue)) {
        PIRP irp = CONTAINING_RECORD(RemoveHeadList(&Extension->Queue), IRP, Tail.Overlay.ListEntry);

        irp->IoStatus.Status = STATUS_CANCELLED;
        IoCompleteRequest(irp, IO_NO_INCREMENT);
    }
}

static NTSTATUS ForwardOk(PEXTENSION Extension, PIRP Irp)
{
    NTSTATUS status = STATUS_PENDING;
    BOOLEAN completed = FALSE;

    if (Extension->Bytes > 5) {
        status = STATUS_UNSUCCESSFUL;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        completed = TRUE;
    }
    if (!completed) {
        Irp->IoStatus.Information = 0;
    }
    if (status == STATUS_PENDING) {
        IoSkipCurrentIrpStackLocation(Irp);
        status = IoCallDriver(Extension->Lower, Irp);
    }
    return status;
}

static NTSTATUS SwitchOk(PIRP Irp, ULONG Code)
{
    NTSTATUS status;

    switch (Code) {
    case 1:
        return Finish(Irp, STATUS_SUCCESS);
    case 2:
        Irp->IoStatus.Information = 4;
        status = STATUS_SUCCESS;
        break;
    default:
        status = STATUS_INVALID_DEVICE_REQUEST;
    }
    Irp->IoStatus.Status = status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

static NTSTATUS Maybe(PIRP Irp, BOOLEAN Now)
{
    if (Now) {
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        return STATUS_SUCCESS;
    }
    return STATUS_MORE_PROCESSING_REQUIRED;
}

static NTSTATUS SometimesOk(PIRP Irp, BOOLEAN Now)
{
    NTSTATUS status = Maybe(Irp, Now);

    if (status == STATUS_MORE_PROCESSING_REQUIRED) {
        Irp->IoStatus.Information = 0;
    }
    return status;
}

static PDEVICE_OBJECT First, Second;

static NTSTATUS DevicesOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    if (Device == First) {
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    if (Device == Second) {
        Irp->IoStatus.Information = 0;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    return STATUS_SUCCESS;
}

// What a member leads to is not followed.
static NTSTATUS FN_Member(PEXTENSION Extension)
{
    IoCompleteRequest(Extension->Current, IO_NO_INCREMENT);
    return Extension->Current->IoStatus.Status;
}
