// The function that creates the thread waits for the one before it: nobody waits for the last one.
#include <ntddk.h>

static PETHREAD Current;
static KEVENT Stop;

static VOID Worker(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS Restart(VOID)
{
    PETHREAD previous = Current;
    HANDLE handle;
    NTSTATUS status;

    if (KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE) == 0) {
        KeWaitForSingleObject(previous, Executive, KernelMode, FALSE, NULL);
    }
    KeClearEvent(&Stop);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Worker, NULL);
    if (NT_SUCCESS(status)) {
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Current, NULL);
        ZwClose(handle);
    }
    return status;
}

static NTSTATUS Control(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);

    return Restart();
}

static VOID Unload(PDRIVER_OBJECT DriverObject) // want "`Worker` still runs"
{
    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = Unload;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    return STATUS_SUCCESS;
}
