// The thread holds its device object, and with it the driver; then it lets go and runs on.
#include <ntddk.h>

typedef struct _DEVICE_EXTENSION {
    PDEVICE_OBJECT DeviceObject;
    KEVENT Wake;
    BOOLEAN Stop;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

static VOID ThreadBad(PVOID Context)
{
    PDEVICE_EXTENSION ext = Context;

    while (!ext->Stop) {
        KeWaitForSingleObject(&ext->Wake, Executive, KernelMode, FALSE, NULL);
    }
    ObDereferenceObject(ext->DeviceObject); // want "ext->DeviceObject"
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION ext = DriverObject->DeviceObject->DeviceExtension;

    ext->Stop = TRUE;
    KeSetEvent(&ext->Wake, IO_NO_INCREMENT, FALSE);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_EXTENSION ext;
    PDEVICE_OBJECT device;
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ext = device->DeviceExtension;
    ext->DeviceObject = device;
    ext->Stop = FALSE;
    KeInitializeEvent(&ext->Wake, SynchronizationEvent, FALSE);
    ObReferenceObject(device);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadBad, ext);
    if (!NT_SUCCESS(status)) {
        ObDereferenceObject(device);
        IoDeleteDevice(device);
        return status;
    }
    ZwClose(handle);
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
