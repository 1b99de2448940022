// WaitAny returns when the first of the threads has ended.
#include <ntddk.h>

#define THREADS 2

typedef struct _DEVICE_EXTENSION {
    PVOID Threads[THREADS];
    KEVENT Stop;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

static VOID Pump(PVOID Context)
{
    PDEVICE_EXTENSION ext = Context;

    KeWaitForSingleObject(&ext->Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID UnloadBad(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION ext = DriverObject->DeviceObject->DeviceExtension;

    KeSetEvent(&ext->Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForMultipleObjects(THREADS, ext->Threads, WaitAny, Executive, KernelMode, FALSE, NULL, NULL); // want "Pump"
    ObDereferenceObject(ext->Threads[0]);
    ObDereferenceObject(ext->Threads[1]);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    PDEVICE_EXTENSION ext;
    HANDLE handle;
    NTSTATUS status;
    ULONG i;

    UNREFERENCED_PARAMETER(RegistryPath);

    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ext = device->DeviceExtension;
    KeInitializeEvent(&ext->Stop, NotificationEvent, FALSE);
    for (i = 0; i < THREADS; i++) {
        status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Pump, ext);
        if (NT_SUCCESS(status)) {
            ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &ext->Threads[i], NULL);
            ZwClose(handle);
        }
    }
    DriverObject->DriverUnload = UnloadBad;
    return STATUS_SUCCESS;
}
