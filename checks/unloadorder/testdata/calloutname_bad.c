// A callout of the Windows Filtering Platform, by the names that do not tell a version.
#include <ntddk.h>
#include <fwpsk.h>

static NPAGED_LOOKASIDE_LIST Entries;
static PDEVICE_OBJECT Device;
static UINT32 Callout;
static GUID Key;

static void NTAPI Classify(const FWPS_INCOMING_VALUES0 *Values, const FWPS_INCOMING_METADATA_VALUES0 *Metadata, void *Layer, const FWPS_FILTER0 *Filter, UINT64 Context, FWPS_CLASSIFY_OUT0 *Out)
{
    PVOID entry = ExAllocateFromNPagedLookasideList(&Entries);

    UNREFERENCED_PARAMETER(Values);
    UNREFERENCED_PARAMETER(Metadata);
    UNREFERENCED_PARAMETER(Layer);
    UNREFERENCED_PARAMETER(Filter);
    UNREFERENCED_PARAMETER(Context);
    Out->actionType = entry == NULL ? FWP_ACTION_BLOCK : FWP_ACTION_PERMIT;
    if (entry != NULL) {
        ExFreeToNPagedLookasideList(&Entries, entry);
    }
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    ExDeleteNPagedLookasideList(&Entries); // want "`Unload` deletes `Entries` here, while `Classify`, which uses it, may still run"
    FwpsCalloutUnregisterById(Callout);
    IoDeleteDevice(Device);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    FWPS_CALLOUT callout = { .calloutKey = Key, .classifyFn = Classify };
    NTSTATUS status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &Device);

    UNREFERENCED_PARAMETER(RegistryPath);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ExInitializeNPagedLookasideList(&Entries, NULL, NULL, 0, 64, 'srtE', 0);
    DriverObject->DriverUnload = Unload;
    status = FwpsCalloutRegister(Device, &callout, &Callout);
    if (!NT_SUCCESS(status)) {
        ExDeleteNPagedLookasideList(&Entries);
        IoDeleteDevice(Device);
    }
    return status;
}
