// The device object is left, too, and keeps the image: the callout stays with a driver that has failed.
#include <ntddk.h>
#include <fwpsk.h>
#include <fwpmk.h>

static UINT32 CalloutId;
static HANDLE Engine;
static PDEVICE_OBJECT Device;

static NTSTATUS AddCallout(const GUID *Key)
{
    FWPS_CALLOUT callout = {0};

    callout.calloutKey = *Key;
    return FwpsCalloutRegister(Device, &callout, &CalloutId);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    FwpmEngineClose(Engine);
    FwpsCalloutUnregisterById(CalloutId);
    IoDeleteDevice(Device);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) // want "leave the callout registered: no unload routine is called then, .*a device object or a registration that is left"
{
    GUID key = {0};
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_NETWORK, 0, FALSE, &Device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = AddCallout(&key);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(Device);
        return status;
    }
    status = FwpmEngineOpen(NULL, RPC_C_AUTHN_WINNT, NULL, NULL, &Engine);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    return STATUS_SUCCESS;
}
