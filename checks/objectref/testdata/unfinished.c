// References in global variables and members, with which the driver's entry point or the addition of a device fails.
#include <ntddk.h>

typedef struct _EXTENSION {
    PDEVICE_OBJECT Lower;
    PFILE_OBJECT PortBad;
    PFILE_OBJECT PortOk;
    PKEVENT LaterOk;
    PKEVENT SlotOk;
} EXTENSION, *PEXTENSION;

static struct {
    PKEVENT ReadyBad;
    PKEVENT ReadyOk;
    PKEVENT EvenedOk;
    PKEVENT OutsideBad;
} Log;
static PVOID View;

#define ReadSettings(Path) RtlCheckRegistryKey(RTL_REGISTRY_ABSOLUTE, (Path)->Buffer)
#define MapLog(Section, At) ZwMapViewOfSection(Section, ZwCurrentProcess(), At, 0, 0, NULL, NULL, ViewUnmap, 0, PAGE_READWRITE)

static NTSTATUS OpenBad(HANDLE Ready)
{
    NTSTATUS status = ObReferenceObjectByHandle(Ready, EVENT_MODIFY_STATE, *ExEventObjectType, KernelMode, (PVOID *)&Log.ReadyBad, NULL);

    if (!NT_SUCCESS(status))
        return status;
    status = MapLog(Ready, &View);
    if (!NT_SUCCESS(status))
        return status; // want "`OpenBad` fails here with the reference that `ObReferenceObjectByHandle` has taken .* `Log.ReadyBad` keeps"
    return STATUS_SUCCESS;
}

// Its caller drops what it leaves.
static NTSTATUS OpenOk(HANDLE Ready)
{
    NTSTATUS status = ObReferenceObjectByHandle(Ready, EVENT_MODIFY_STATE, *ExEventObjectType, KernelMode, (PVOID *)&Log.ReadyOk, NULL);

    if (!NT_SUCCESS(status))
        return status;
    status = MapLog(Ready, &View);
    return status;
}

static VOID CloseOk(VOID)
{
    if (Log.ReadyOk != NULL)
        ObDereferenceObject(Log.ReadyOk);
    Log.ReadyOk = NULL;
}

static NTSTATUS OpenEvenedOk(HANDLE Ready)
{
    NTSTATUS status = ObReferenceObjectByHandle(Ready, EVENT_MODIFY_STATE, *ExEventObjectType, KernelMode, (PVOID *)&Log.EvenedOk, NULL);

    if (!NT_SUCCESS(status))
        return status;
    status = MapLog(Ready, &View);
    if (!NT_SUCCESS(status)) {
        ObDereferenceObject(Log.EvenedOk);
        Log.EvenedOk = NULL;
    }
    return status;
}

// It succeeds, and the entry point fails for another reason.
static NTSTATUS OpenOutside(HANDLE Ready)
{
    return ObReferenceObjectByHandle(Ready, EVENT_MODIFY_STATE, *ExEventObjectType, KernelMode, (PVOID *)&Log.OutsideBad, NULL);
}

// Of several, one that fails may leave the others.
static NTSTATUS OpenSlot(PEXTENSION Slot, HANDLE Ready)
{
    return ObReferenceObjectByHandle(Ready, EVENT_MODIFY_STATE, *ExEventObjectType, KernelMode, (PVOID *)&Slot->SlotOk, NULL);
}

static EXTENSION Slots[2];

static VOID Unload(PDRIVER_OBJECT Driver)
{
    UNREFERENCED_PARAMETER(Driver);
    if (Slots[0].SlotOk != NULL)
        ObDereferenceObject(Slots[0].SlotOk);
    CloseOk();
    ObDereferenceObject(Log.ReadyBad);
    if (Log.EvenedOk != NULL)
        ObDereferenceObject(Log.EvenedOk);
    ObDereferenceObject(Log.OutsideBad);
}

static NTSTATUS OpenPort(PEXTENSION Extension, PUNICODE_STRING Name)
{
    PDEVICE_OBJECT port;
    NTSTATUS status = IoGetDeviceObjectPointer(Name, FILE_ALL_ACCESS, &Extension->PortBad, &port);

    if (!NT_SUCCESS(status))
        return status;
    status = ReadSettings(Name);
    if (!NT_SUCCESS(status))
        return status; // want "`OpenPort` fails here with the reference that `IoGetDeviceObjectPointer` has taken"
    status = IoGetDeviceObjectPointer(Name, FILE_ALL_ACCESS, &Extension->PortOk, &port);
    if (!NT_SUCCESS(status))
        ObDereferenceObject(Extension->PortBad);
    return status;
}

// A request starts it: its failure does not end the device, whose removal drops the reference.
static NTSTATUS Start(PEXTENSION Extension, PUNICODE_STRING Name, HANDLE Event)
{
    NTSTATUS status = ObReferenceObjectByHandle(Event, EVENT_MODIFY_STATE, *ExEventObjectType, KernelMode, (PVOID *)&Extension->LaterOk, NULL);

    if (!NT_SUCCESS(status))
        return status;
    return ReadSettings(Name);
}

static VOID Detach(PEXTENSION Extension)
{
    ObDereferenceObject(Extension->PortBad);
    ObDereferenceObject(Extension->PortOk);
    if (Extension->LaterOk != NULL)
        ObDereferenceObject(Extension->LaterOk);
    Extension->LaterOk = NULL;
}

static NTSTATUS AddDevice(PDRIVER_OBJECT Driver, PDEVICE_OBJECT Physical)
{
    PDEVICE_OBJECT device;
    PEXTENSION extension;
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Port0");
    NTSTATUS status = IoCreateDevice(Driver, sizeof(EXTENSION), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);

    if (!NT_SUCCESS(status))
        return status;
    extension = device->DeviceExtension;
    status = OpenPort(extension, &name);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    extension->Lower = IoAttachDeviceToDeviceStack(device, Physical);
    device->Flags &= ~DO_DEVICE_INITIALIZING;
    return STATUS_SUCCESS;
}

static NTSTATUS Pnp(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Port1");

    switch (IoGetCurrentIrpStackLocation(Irp)->MinorFunction) {
    case IRP_MN_START_DEVICE:
        Irp->IoStatus.Status = Start(extension, &name, Irp->UserEvent);
        break;
    case IRP_MN_REMOVE_DEVICE:
        Detach(extension);
        IoDetachDevice(extension->Lower);
        IoDeleteDevice(Device);
        break;
    }
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    NTSTATUS status = OpenOutside(NULL);

    if (!NT_SUCCESS(status))
        return status;
    status = ReadSettings(Path);
    if (!NT_SUCCESS(status))
        return status; // want "`DriverEntry` fails here with the reference .* `Log.OutsideBad` keeps"
    Driver->DriverUnload = Unload;
    Driver->DriverExtension->AddDevice = AddDevice;
    Driver->MajorFunction[IRP_MJ_PNP] = Pnp;
    status = OpenOk(NULL);
    if (!NT_SUCCESS(status)) {
        CloseOk();
        ObDereferenceObject(Log.OutsideBad);
        return status;
    }
    status = OpenEvenedOk(NULL);
    if (!NT_SUCCESS(status)) {
        CloseOk();
        ObDereferenceObject(Log.OutsideBad);
        return status;
    }
    status = OpenBad(NULL);
    if (!NT_SUCCESS(status)) {
        CloseOk();
        ObDereferenceObject(Log.EvenedOk);
        ObDereferenceObject(Log.OutsideBad);
        return status;
    }
    status = OpenSlot(&Slots[0], NULL);
    if (NT_SUCCESS(status))
        View = &Slots[0];
    status = OpenSlot(&Slots[1], NULL);
    if (NT_SUCCESS(status))
        View = &Slots[1];
    if (View == NULL) {
        CloseOk();
        ObDereferenceObject(Log.ReadyBad);
        ObDereferenceObject(Log.EvenedOk);
        ObDereferenceObject(Log.OutsideBad);
    }
    return status;
}
