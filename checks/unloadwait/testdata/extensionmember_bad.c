// A branch on a member of the extension that says nothing of the thread, only of the device.
#include <ntddk.h>

typedef struct _EXTENSION {
    PVOID Thread;
    KEVENT Stop;
    BOOLEAN Removed;
} EXTENSION, *PEXTENSION;

static VOID Run(PVOID Context)
{
    PEXTENSION extension = Context;

    KeWaitForSingleObject(&extension->Stop, Executive, KernelMode, FALSE, NULL);
}

static NTSTATUS Create(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PEXTENSION extension = DeviceObject->DeviceExtension;

    extension->Removed = Irp->Cancel;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static VOID UnloadBad(PDRIVER_OBJECT DriverObject)
{
    PEXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    KeSetEvent(&extension->Stop, 0, FALSE);
    if (extension->Removed)
        return;
    KeWaitForSingleObject(extension->Thread, Executive, KernelMode, FALSE, NULL); // want "left out on a path"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PEXTENSION extension = DriverObject->DeviceObject->DeviceExtension;
    HANDLE handle;
    NTSTATUS status;

    KeInitializeEvent(&extension->Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = UnloadBad;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = Create;
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, extension);
    if (NT_SUCCESS(status)) {
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &extension->Thread, NULL);
        ZwClose(handle);
    }
    return status;
}
