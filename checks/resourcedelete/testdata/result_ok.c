// An entry point whose result says that it has failed until all is done.
#include <ntddk.h>

static NPAGED_LOOKASIDE_LIST Nodes;
static PDEVICE_OBJECT Device;

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    ExDeleteNPagedLookasideList(&Nodes);
    IoDeleteDevice(Device);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status, result = STATUS_UNSUCCESSFUL;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    do {
        status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &Device);
        if (!NT_SUCCESS(status)) {
            break;
        }
        ExInitializeNPagedLookasideList(&Nodes, NULL, NULL, 0, 64, 'edoN', 0);
        result = STATUS_SUCCESS;
    } while (0);
    if (!NT_SUCCESS(result)) {
        DbgPrint("failed\n");
    }
    return result;
}
