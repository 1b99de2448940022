// A timer in a device extension, set by a helper; what takes it back runs at other times.
#include <wdm.h>

#define ONE_SECOND (-10000000LL)

typedef struct _POLLER {
    KTIMER Timer;
    KDPC Dpc;
    ULONG Count;
} POLLER, *PPOLLER;

typedef struct _EXTENSION {
    PDEVICE_OBJECT Self;
    POLLER Poller;
} EXTENSION, *PEXTENSION;

static KDEFERRED_ROUTINE Poll;
static DRIVER_DISPATCH Control;
static DRIVER_UNLOAD Unload;

static void Arm(PPOLLER Poller)
{
    LARGE_INTEGER due;

    due.QuadPart = ONE_SECOND;
    KeSetTimer(&Poller->Timer, due, &Poller->Dpc);
}

static void Disarm(PPOLLER Poller)
{
    KeCancelTimer(&Poller->Timer);
}

static void Poll(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second)
{
    PEXTENSION extension = Context;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);
    extension->Poller.Count++;
    Arm(&extension->Poller);
}

static NTSTATUS Control(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;

    Disarm(&extension->Poller);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static void Unload(PDRIVER_OBJECT Driver) // want "the timer `Poller->Timer`, which `KeSetTimer` has set, is still to run"
{
    IoDeleteDevice(Driver->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    PDEVICE_OBJECT device;
    PEXTENSION extension;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Path);

    status = IoCreateDevice(Driver, sizeof(EXTENSION), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    extension = device->DeviceExtension;
    extension->Self = device;
    KeInitializeTimer(&extension->Poller.Timer);
    KeInitializeDpc(&extension->Poller.Dpc, Poll, extension);
    Arm(&extension->Poller);
    Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    Driver->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
