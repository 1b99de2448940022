// The helper gets the object as a parameter, and drops it only when it is not NULL.
#include <ntddk.h>

typedef struct _WORKER {
    PDEVICE_OBJECT Device;
    KEVENT Stop;
} WORKER, *PWORKER;

static WORKER Worker;

static VOID SafeDereference(PVOID Object)
{
    if (Object != NULL) {
        ObDereferenceObject(Object);
    }
}

static VOID ThreadBad(PVOID Context)
{
    PWORKER worker = Context;

    KeWaitForSingleObject(&worker->Stop, Executive, KernelMode, FALSE, NULL);
    SafeDereference(worker->Device); // want "Device"
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    KeSetEvent(&Worker.Stop, IO_NO_INCREMENT, FALSE);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Worker.Stop, NotificationEvent, FALSE);
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &Worker.Device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObject(Worker.Device);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadBad, &Worker);
    if (!NT_SUCCESS(status)) {
        SafeDereference(Worker.Device);
        IoDeleteDevice(Worker.Device);
        return status;
    }
    ZwClose(handle);
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
