// IoCreateSystemThread has a reference of its own to the driver object.
#include <ntddk.h>

static KEVENT Stop;

static VOID ThreadOk(PVOID Context)
{
    PDRIVER_OBJECT driver = Context;

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(driver);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = Unload;
    ObReferenceObject(DriverObject);
    status = IoCreateSystemThread(DriverObject, &handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadOk, DriverObject);
    if (!NT_SUCCESS(status)) {
        ObDereferenceObject(DriverObject);
        return status;
    }
    ZwClose(handle);
    return STATUS_SUCCESS;
}
