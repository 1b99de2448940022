// The I/O manager keeps the device object until an IoQueueWorkItem routine has returned.
#include <ntddk.h>

typedef struct _DEVICE_EXTENSION {
    PIO_WORKITEM Item;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

static VOID WorkerOk(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PDEVICE_EXTENSION ext = DeviceObject->DeviceExtension;

    UNREFERENCED_PARAMETER(Context);

    IoFreeWorkItem(ext->Item);
    ext->Item = NULL;
    ObDereferenceObject(DeviceObject);
}

static NTSTATUS Create(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION ext = DeviceObject->DeviceExtension;

    ext->Item = IoAllocateWorkItem(DeviceObject);
    if (ext->Item != NULL) {
        ObReferenceObject(DeviceObject);
        IoQueueWorkItem(ext->Item, WorkerOk, DelayedWorkQueue, NULL);
    }
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;

    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->MajorFunction[IRP_MJ_CREATE] = Create;
    DriverObject->DriverUnload = Unload;
    return IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), NULL, FILE_DEVICE_UNKNOWN, 0, TRUE, &device);
}
