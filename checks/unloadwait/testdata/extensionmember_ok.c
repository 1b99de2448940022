// A branch on a member of the extension that is set where the thread is made.
#include <ntddk.h>

typedef struct _EXTENSION {
    PVOID Thread;
    KEVENT Stop;
    BOOLEAN Running;
} EXTENSION, *PEXTENSION;

static VOID Run(PVOID Context)
{
    PEXTENSION extension = Context;

    KeWaitForSingleObject(&extension->Stop, Executive, KernelMode, FALSE, NULL);
}

static NTSTATUS Create(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static VOID UnloadOk(PDRIVER_OBJECT DriverObject)
{
    PEXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    KeSetEvent(&extension->Stop, 0, FALSE);
    if (!extension->Running)
        return;
    KeWaitForSingleObject(extension->Thread, Executive, KernelMode, FALSE, NULL);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PEXTENSION extension = DriverObject->DeviceObject->DeviceExtension;
    HANDLE handle;
    NTSTATUS status;

    KeInitializeEvent(&extension->Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = UnloadOk;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = Create;
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, extension);
    if (NT_SUCCESS(status)) {
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &extension->Thread, NULL);
        ZwClose(handle);
        extension->Running = TRUE;
    }
    return status;
}
