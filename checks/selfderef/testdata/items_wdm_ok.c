// What selfderef must leave alone, in the style of WDM samples: extensions, SAL, __try.
#include <ntddk.h>

typedef struct _DEVICE_EXTENSION {
    PDRIVER_OBJECT DriverObject;
    PDEVICE_OBJECT DeviceObject;
    PFILE_OBJECT FileObject;
    PKEVENT NamedEvent;
    PKTHREAD Thread;
    KEVENT StopEvent;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

KSTART_ROUTINE WaitedOk;
KSTART_ROUTINE OtherContextOk;
KSTART_ROUTINE NothingLoadedOk;
DRIVER_UNLOAD DriverUnload;
DRIVER_INITIALIZE DriverEntry;
_Dispatch_type_(IRP_MJ_CLOSE) DRIVER_DISPATCH DispatchClose;

// Leave alone: teardown waits for that thread.
_Use_decl_annotations_
VOID WaitedOk(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)StartContext;

    __try {
        (VOID)KeWaitForSingleObject(&extension->StopEvent, Executive, KernelMode, FALSE, NULL);
    } __finally {
        ObDereferenceObject(extension->DriverObject);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

// Leave alone: the reference is dropped by another context.
_Use_decl_annotations_
VOID OtherContextOk(PVOID StartContext)
{
    (VOID)KeWaitForSingleObject(&((PDEVICE_EXTENSION)StartContext)->StopEvent, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

_Use_decl_annotations_
NTSTATUS DispatchClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)DeviceObject->DeviceExtension;

    ObDereferenceObject(extension->DriverObject);
    ObDereferenceObject(DeviceObject);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

// Leave alone: objects that keep nothing loaded.
_Use_decl_annotations_
VOID NothingLoadedOk(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)StartContext;

    ObDereferenceObject(extension->FileObject);
    ObDereferenceObject(extension->NamedEvent);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

_Use_decl_annotations_
VOID DriverUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)DriverObject->DeviceObject->DeviceExtension;

    KeSetEvent(&extension->StopEvent, IO_NO_INCREMENT, FALSE);
    (VOID)KeWaitForSingleObject(extension->Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(extension->Thread);
    IoDeleteDevice(DriverObject->DeviceObject);
}

_Use_decl_annotations_
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    PDEVICE_EXTENSION extension;
    HANDLE waited, other, nothing;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    extension = (PDEVICE_EXTENSION)device->DeviceExtension;
    extension->DriverObject = DriverObject;
    KeInitializeEvent(&extension->StopEvent, NotificationEvent, FALSE);
    DriverObject->DriverUnload = DriverUnload;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = DispatchClose;
    ObReferenceObject(DriverObject);
    ObReferenceObject(device);
    (VOID)PsCreateSystemThread(&other, THREAD_ALL_ACCESS, NULL, NULL, NULL, OtherContextOk, extension);
    (VOID)PsCreateSystemThread(&nothing, THREAD_ALL_ACCESS, NULL, NULL, NULL, NothingLoadedOk, extension);
    if (NT_SUCCESS(PsCreateSystemThread(&waited, THREAD_ALL_ACCESS, NULL, NULL, NULL, WaitedOk, extension))) {
        (VOID)ObReferenceObjectByHandle(waited, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&extension->Thread, NULL);
        ZwClose(waited);
    }
    return STATUS_SUCCESS;
}
