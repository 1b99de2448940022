// A request that was handed to the driver below with this driver's stack location does not come back.
#include <ntddk.h>

typedef struct _EXTENSION {
    PDEVICE_OBJECT Below;
    ULONG Requests;
    BOOLEAN Removed;
} EXTENSION, *PEXTENSION;

IO_COMPLETION_ROUTINE Done;

NTSTATUS Done(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    KeSetEvent(Context, IO_NO_INCREMENT, FALSE);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

NTSTATUS FailsBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;
    NTSTATUS status;

    IoSkipCurrentIrpStackLocation(Irp);
    status = IoCallDriver(extension->Below, Irp);
    if (!NT_SUCCESS(status)) {
        IoCompleteRequest(Irp, IO_NO_INCREMENT); // want "`Irp` is given to `IoCompleteRequest` after `IoCallDriver` has handed it to the driver below, which completes it"
    }
    return status;
}

NTSTATUS ReadsBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;

    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoCallDriver(extension->Below, Irp);
    return Irp->IoStatus.Status; // want "`Irp->IoStatus.Status` is used here, after `IoCallDriver` has handed the request to the driver below"
}

NTSTATUS LocationBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status;

    PoStartNextPowerIrp(Irp);
    IoSkipCurrentIrpStackLocation(Irp);
    status = PoCallDriver(extension->Below, Irp);
    if (stack->MinorFunction == IRP_MN_SET_POWER) { // want "`stack->MinorFunction` is used here, after `PoCallDriver` has handed"
        extension->Requests++;
    }
    return status;
}

static NTSTATUS PassDown(PEXTENSION Extension, PIRP Irp)
{
    Extension->Requests++;
    IoSkipCurrentIrpStackLocation(Irp);
    return IoCallDriver(Extension->Below, Irp);
}

NTSTATUS HelperBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = PassDown(Device->DeviceExtension, Irp);

    Irp->IoStatus.Status = status; // want "`Irp->IoStatus.Status` is used here, after `PassDown` has handed the request to the driver below"
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

NTSTATUS ComesBackOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;
    KEVENT event;
    NTSTATUS status;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, Done, &event, TRUE, TRUE, TRUE);
    status = IoCallDriver(extension->Below, Irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
    }
    status = Irp->IoStatus.Status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

NTSTATUS EitherOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    UCHAR minor = stack->MinorFunction;
    NTSTATUS status;

    if (extension->Removed) {
        status = Irp->IoStatus.Status;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    } else {
        IoSkipCurrentIrpStackLocation(Irp);
        status = IoCallDriver(extension->Below, Irp);
    }
    if (minor == IRP_MN_REMOVE_DEVICE) {
        extension->Requests = 0;
    }
    return status;
}

NTSTATUS OwnOk(PDEVICE_OBJECT Below, PIRP Irp)
{
    IoGetNextIrpStackLocation(Irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    IoCallDriver(Below, Irp);
    return Irp->IoStatus.Status;
}
