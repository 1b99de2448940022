// A device object of another driver.
#include <ntddk.h>

static KEVENT Stop;

static VOID ThreadOk(PVOID Context)
{
    PFILE_OBJECT file;
    PDEVICE_OBJECT lower;
    PDEVICE_OBJECT top;
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Beep");

    UNREFERENCED_PARAMETER(Context);

    if (NT_SUCCESS(IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &file, &lower))) {
        top = IoGetAttachedDeviceReference(lower);
        KdPrint(("%p\n", top->DriverObject));
        ObDereferenceObject(top);
        ObDereferenceObject(file);
    }
    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
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
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadOk, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ZwClose(handle);
    return STATUS_SUCCESS;
}
