// A request that is tried again later keeps the device and the driver until it has ended.
#include <ntddk.h>

typedef struct _RETRY {
    KTIMER Timer;
    KDPC Dpc;
    PIRP Irp;
} RETRY, *PRETRY;

static VOID Again(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second)
{
    PRETRY retry = Context;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);
    retry->Irp->IoStatus.Status = STATUS_IO_TIMEOUT;
    IoCompleteRequest(retry->Irp, IO_NO_INCREMENT);
}

static NTSTATUS Control(PDEVICE_OBJECT Device, PIRP Irp)
{
    PRETRY retry = Device->DeviceExtension;
    LARGE_INTEGER due;

    due.QuadPart = -100000;
    retry->Irp = Irp;
    IoMarkIrpPending(Irp);
    KeInitializeTimer(&retry->Timer);
    KeInitializeDpc(&retry->Dpc, Again, retry);
    KeSetTimer(&retry->Timer, due, &retry->Dpc);
    return STATUS_PENDING;
}

static VOID Unload(PDRIVER_OBJECT DriverObject) { IoDeleteDevice(DriverObject->DeviceObject); }

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
