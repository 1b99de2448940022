// With a tag; the driver object is the start context.
#include <ntddk.h>

#define TAG_REF 'feRx'

static KEVENT Stop;

static VOID ThreadBad(PVOID Context)
{
    PDRIVER_OBJECT driver = (PDRIVER_OBJECT)Context;

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObjectWithTag(driver, TAG_REF); // want "driver"
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
    ObReferenceObjectWithTag(DriverObject, TAG_REF);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadBad, DriverObject);
    if (!NT_SUCCESS(status)) {
        ObDereferenceObjectWithTag(DriverObject, TAG_REF);
        return status;
    }
    ZwClose(handle);
    return STATUS_SUCCESS;
}
