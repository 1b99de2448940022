// A PnP driver that signals its thread when the device is removed, and deletes the device at once.
#include <wdm.h>

typedef struct _FDO_DATA {
    PDEVICE_OBJECT Self;
    PDEVICE_OBJECT Lower;
    KEVENT StopThread;
    PKTHREAD Thread;
} FDO_DATA, *PFDO_DATA;

static VOID FdoThread(PVOID Context)
{
    PFDO_DATA fdo = Context;

    KeWaitForSingleObject(&fdo->StopThread, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS AddDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT Pdo)
{
    PDEVICE_OBJECT device;
    PFDO_DATA fdo;
    HANDLE handle;
    NTSTATUS status;

    status = IoCreateDevice(DriverObject, sizeof(FDO_DATA), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    fdo = device->DeviceExtension;
    fdo->Self = device;
    fdo->Lower = IoAttachDeviceToDeviceStack(device, Pdo);
    KeInitializeEvent(&fdo->StopThread, NotificationEvent, FALSE);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, FdoThread, fdo);
    if (!NT_SUCCESS(status)) {
        IoDetachDevice(fdo->Lower);
        IoDeleteDevice(device);
        return status;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&fdo->Thread, NULL);
    ZwClose(handle);
    device->Flags &= ~DO_DEVICE_INITIALIZING;
    return STATUS_SUCCESS;
}

static NTSTATUS DispatchPnp(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PFDO_DATA fdo = DeviceObject->DeviceExtension;
    NTSTATUS status;

    switch (IoGetCurrentIrpStackLocation(Irp)->MinorFunction) {
    case IRP_MN_REMOVE_DEVICE:
        KeSetEvent(&fdo->StopThread, IO_NO_INCREMENT, FALSE);
        ObDereferenceObject(fdo->Thread);
        IoSkipCurrentIrpStackLocation(Irp);
        status = IoCallDriver(fdo->Lower, Irp);
        IoDetachDevice(fdo->Lower);
        IoDeleteDevice(DeviceObject);
        return status;
    default:
        IoSkipCurrentIrpStackLocation(Irp);
        return IoCallDriver(fdo->Lower, Irp);
    }
}

static VOID UnloadBad(PDRIVER_OBJECT DriverObject) // want "FdoThread"
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverExtension->AddDevice = AddDevice;
    DriverObject->MajorFunction[IRP_MJ_PNP] = DispatchPnp;
    DriverObject->DriverUnload = UnloadBad;
    return STATUS_SUCCESS;
}
