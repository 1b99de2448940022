// The timer of a device is another one: that it is stopped says nothing of a KTIMER.
#include <ntddk.h>

static KTIMER Timer;
static KDPC Dpc;

static VOID OnTimer(PKDPC D, PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p %p", D, Context, First, Second); }

static NTSTATUS Control(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    IoStopTimer(DeviceObject);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static VOID Unload(PDRIVER_OBJECT DriverObject) // want "`Unload` can finish while the timer `Timer`"
{
    IoStopTimer(DriverObject->DeviceObject);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(RegistryPath);

    due.QuadPart = -10000000;
    KeInitializeTimer(&Timer);
    KeInitializeDpc(&Dpc, OnTimer, NULL);
    KeSetTimer(&Timer, due, &Dpc);
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
