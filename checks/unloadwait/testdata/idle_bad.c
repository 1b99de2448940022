// The thread is waited for where nobody calls.
#include <ntddk.h>

static PVOID Thread;
static KEVENT Stop;

static VOID Run(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

// From before the driver had an unload routine of its own.
VOID StopThread(VOID)
{
    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Thread);
}

static DRIVER_DISPATCH OnOpen, OnClose, OnControl;

static NTSTATUS Finish(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

static NTSTATUS OnOpen(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);

    return Finish(Irp, STATUS_SUCCESS);
}

static NTSTATUS OnClose(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);

    return Finish(Irp, STATUS_SUCCESS);
}

static NTSTATUS OnControl(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);

    return Finish(Irp, STATUS_INVALID_DEVICE_REQUEST);
}

static VOID Unload(PDRIVER_OBJECT Driver) // want "`Unload` can finish while the system thread `Run` still runs: nothing waits for the thread"
{
    IoDeleteDevice(Driver->DeviceObject);
}

static NTSTATUS Begin(VOID)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, NULL);

    if (NT_SUCCESS(status)) {
        ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, NULL, KernelMode, &Thread, NULL);
        ZwClose(thread);
    }
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    Driver->MajorFunction[IRP_MJ_CREATE] = OnOpen;
    Driver->MajorFunction[IRP_MJ_CLOSE] = OnClose;
    Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = OnControl;
    Driver->DriverUnload = Unload;
    return Begin();
}
