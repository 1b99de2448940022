// In global variables: one of a structure, one that only an I/O control deletes, one that only a failure does.
#include <ntifs.h>

typedef struct _GLOBALS {
    ERESOURCE Lock;
    NPAGED_LOOKASIDE_LIST Entries;
} GLOBALS;

static GLOBALS Globals;
static LOOKASIDE_LIST_EX Extended;
PAGED_LOOKASIDE_LIST Names;

static NTSTATUS Control(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    ExDeleteLookasideListEx(&Extended);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static VOID Unload(PDRIVER_OBJECT DriverObject) // want "the resource `Globals.Lock`.*`ExDeleteResourceLite`" "the lookaside list `Globals.Entries`.*`ExDeleteNPagedLookasideList`" "`Extended`" "`Names`"
{
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeResourceLite(&Globals.Lock);
    ExInitializeNPagedLookasideList(&Globals.Entries, NULL, NULL, 0, 64, 'yrtn', 0);
    ExInitializePagedLookasideList(&Names, NULL, NULL, 0, 64, 'eman', 0);
    status = ExInitializeLookasideListEx(&Extended, NULL, NULL, NonPagedPoolNx, 0, 64, 'txen', 0);
    if (!NT_SUCCESS(status)) {
        ExDeleteResourceLite(&Globals.Lock);
        return status;
    }
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    DriverObject->DriverUnload = Unload;
    return status;
}
