// Callouts in a table, taken back by their keys.
#include <ntddk.h>
#include <fwpsk.h>
#include <fwpmk.h>

static GUID Keys[3];
static UINT32 Ids[3];
static HANDLE Engine;
static PDEVICE_OBJECT Device;

static VOID RemoveCallouts(VOID)
{
    ULONG i;

    for (i = 0; i < 3; i++) {
        FwpsCalloutUnregisterByKey(&Keys[i]);
    }
}

static NTSTATUS AddCallouts(VOID)
{
    FWPS_CALLOUT callout = {0};
    NTSTATUS status = STATUS_SUCCESS;
    ULONG i;

    for (i = 0; i < 3 && NT_SUCCESS(status); i++) {
        callout.calloutKey = Keys[i];
        status = FwpsCalloutRegister(Device, &callout, &Ids[i]);
    }
    return status;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    FwpmEngineClose(Engine);
    RemoveCallouts();
    IoDeleteDevice(Device);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_NETWORK, 0, FALSE, &Device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = AddCallouts();
    if (NT_SUCCESS(status)) {
        status = FwpmEngineOpen(NULL, RPC_C_AUTHN_WINNT, NULL, NULL, &Engine);
    }
    if (!NT_SUCCESS(status)) {
        RemoveCallouts();
        IoDeleteDevice(Device);
    }
    return status;
}
