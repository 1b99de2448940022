// The function that took the reference gives it back, in an IRP dispatch routine.
#include <ntddk.h>

static KEVENT Stop;
static KEVENT Started;

static VOID ThreadOk(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeSetEvent(&Started, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS Create(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    HANDLE handle;
    NTSTATUS status;

    ObReferenceObject(DeviceObject);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadOk, DeviceObject);
    if (NT_SUCCESS(status)) {
        KeWaitForSingleObject(&Started, Executive, KernelMode, FALSE, NULL);
        ZwClose(handle);
    }
    ObDereferenceObject(DeviceObject);
    Irp->IoStatus.Status = status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    KeInitializeEvent(&Started, SynchronizationEvent, FALSE);
    DriverObject->MajorFunction[IRP_MJ_CREATE] = Create;
    DriverObject->DriverUnload = Unload;
    return IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
}
