// Helpers of an entry point that initialize where they succeed: one has done so before, the other fails first.
#include <ntddk.h>

static ERESOURCE Table;
static BOOLEAN Made;
static ERESOURCE Names;
static PVOID Pool;
static ERESOURCE Maybe;
static BOOLEAN Wanted;

static NTSTATUS MakeTable(VOID)
{
    NTSTATUS status;

    if (Made) {
        return STATUS_SUCCESS;
    }
    status = ExInitializeResourceLite(&Table);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    Made = TRUE;
    return STATUS_SUCCESS;
}

static NTSTATUS MakeNames(VOID)
{
    Pool = ExAllocatePoolWithTag(PagedPool, PAGE_SIZE, 'looP');
    if (Pool == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    return ExInitializeResourceLite(&Names);
}

/* Whoever sets the flag decides. */
static NTSTATUS MakeMaybe(VOID)
{
    if (!Wanted) {
        return STATUS_SUCCESS;
    }
    return ExInitializeResourceLite(&Maybe);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteDevice(DriverObject->DeviceObject);
    if (Made) {
        ExDeleteResourceLite(&Table);
        Made = FALSE;
    }
    ExDeleteResourceLite(&Names);
    if (Wanted) {
        ExDeleteResourceLite(&Maybe);
    }
    ExFreePoolWithTag(Pool, 'looP');
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    Wanted = RegistryPath->Length > 16;
    DriverObject->DriverUnload = Unload;
    status = MakeMaybe();
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = MakeTable();
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = MakeNames();
    if (!NT_SUCCESS(status)) {
        return status; // want "`DriverEntry` fails with the resource `Table` still in a list of the system"
    }
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        ExDeleteResourceLite(&Table);
        return status; // want "`DriverEntry` fails with the resource `Names` still in a list of the system"
    }
    return STATUS_SUCCESS;
}
