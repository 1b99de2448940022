// The callback is taken back where nobody calls.
#include <ntddk.h>

static ULONG Count;

static VOID OnProcess(HANDLE Parent, HANDLE Process, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(Parent);
    UNREFERENCED_PARAMETER(Process);

    Count += Create;
}

// From before the driver had an unload routine of its own.
VOID StopWatching(VOID)
{
    PsSetCreateProcessNotifyRoutine(OnProcess, TRUE);
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

static VOID Unload(PDRIVER_OBJECT Driver) // want "`Unload` leaves `OnProcess` registered.*nothing in the driver takes it back"
{
    IoDeleteDevice(Driver->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);

    Driver->MajorFunction[IRP_MJ_CREATE] = OnOpen;
    Driver->MajorFunction[IRP_MJ_CLOSE] = OnClose;
    Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = OnControl;
    Driver->DriverUnload = Unload;
    return PsSetCreateProcessNotifyRoutine(OnProcess, FALSE);
}
