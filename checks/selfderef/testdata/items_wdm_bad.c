// What selfderef flags, in the style of WDM samples: extensions, SAL, __try.
#include <ntddk.h>

typedef struct _DEVICE_EXTENSION {
    PDRIVER_OBJECT DriverObject;
    PDEVICE_OBJECT DeviceObject;
    PKTHREAD Thread;
    KEVENT StopEvent;
    WORK_QUEUE_ITEM WorkItem;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

KSTART_ROUTINE DriverThread;
KSTART_ROUTINE DeviceThread;
KSTART_ROUTINE OwnThread;
DRIVER_UNLOAD DriverUnload;
DRIVER_INITIALIZE DriverEntry;

// Flags: a system thread drops the reference to the driver object.
_Use_decl_annotations_
VOID DriverThread(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)StartContext;

    __try {
        (VOID)KeWaitForSingleObject(&extension->StopEvent, Executive, KernelMode, FALSE, NULL);
    } __finally {
        ObDereferenceObject(extension->DriverObject); // want "system thread `DriverThread`.*driver object"
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

// Flags: the same on a device object.
_Use_decl_annotations_
VOID DeviceThread(PVOID StartContext)
{
    PDEVICE_OBJECT deviceObject = ((PDEVICE_EXTENSION)StartContext)->DeviceObject;

    ObDereferenceObjectDeferDelete(deviceObject); // want "system thread `DeviceThread`.*device object"
    PsTerminateSystemThread(STATUS_SUCCESS);
}

// Flags: a work item of ExQueueWorkItem.
static VOID WorkRoutine(_In_ PVOID Parameter)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)Parameter;

    ObDereferenceObjectWithTag(extension->DeviceObject, 'tseT'); // want "work item `WorkRoutine`.*device object"
}

// Flags (warning): its own thread object, that teardown still uses.
_Use_decl_annotations_
VOID OwnThread(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)StartContext;

    (VOID)KeWaitForSingleObject(&extension->StopEvent, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(extension->Thread); // want "own thread object `extension->Thread`"
    PsTerminateSystemThread(STATUS_SUCCESS);
}

_Use_decl_annotations_
VOID DriverUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)DriverObject->DeviceObject->DeviceExtension;

    KeSetEvent(&extension->StopEvent, IO_NO_INCREMENT, FALSE);
    (VOID)KeWaitForSingleObject(extension->Thread, Executive, KernelMode, FALSE, NULL);
    IoDeleteDevice(DriverObject->DeviceObject);
}

_Use_decl_annotations_
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    PDEVICE_EXTENSION extension;
    HANDLE driverThread, deviceThread, ownThread;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    extension = (PDEVICE_EXTENSION)device->DeviceExtension;
    extension->DriverObject = DriverObject;
    extension->DeviceObject = device;
    KeInitializeEvent(&extension->StopEvent, NotificationEvent, FALSE);
    DriverObject->DriverUnload = DriverUnload;
    ObReferenceObject(DriverObject);
    ObReferenceObject(device);
    (VOID)PsCreateSystemThread(&driverThread, THREAD_ALL_ACCESS, NULL, NULL, NULL, DriverThread, extension);
    (VOID)PsCreateSystemThread(&deviceThread, THREAD_ALL_ACCESS, NULL, NULL, NULL, DeviceThread, extension);
    if (NT_SUCCESS(PsCreateSystemThread(&ownThread, THREAD_ALL_ACCESS, NULL, NULL, NULL, OwnThread, extension))) {
        (VOID)ObReferenceObjectByHandle(ownThread, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&extension->Thread, NULL);
        ZwClose(ownThread);
    }
    ExInitializeWorkItem(&extension->WorkItem, WorkRoutine, extension);
    ExQueueWorkItem(&extension->WorkItem, DelayedWorkQueue);
    return STATUS_SUCCESS;
}
