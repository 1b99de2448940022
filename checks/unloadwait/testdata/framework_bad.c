// A driver without an unload routine of its own: the framework has it. Its devices end without a wait.
#include <ntddk.h>
#include <wdf.h>

EVT_WDF_DRIVER_DEVICE_ADD DeviceAdd;
static KEVENT Stop;
static PVOID Joined;

static VOID Run(PVOID Context) { UNREFERENCED_PARAMETER(Context); KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL); }
static VOID RunJoined(PVOID Context) { UNREFERENCED_PARAMETER(Context); KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL); }

static NTSTATUS Leave(WDFDEVICE Device, WDF_POWER_DEVICE_STATE State)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(State);
    KeSetEvent(&Stop, 0, FALSE);
    KeWaitForSingleObject(Joined, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Joined);
    return STATUS_SUCCESS;
}

NTSTATUS DeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT Init)
{
    WDF_PNPPOWER_EVENT_CALLBACKS power;
    HANDLE handle, other;

    UNREFERENCED_PARAMETER(Driver);
    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
    power.EvtDeviceD0Exit = Leave;
    WdfDeviceInitSetPnpPowerEventCallbacks(Init, &power);
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    if (NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, RunJoined, NULL))) {
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &Joined, NULL);
        ZwClose(handle);
    }
    if (NT_SUCCESS(PsCreateSystemThread(&other, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, NULL))) { // want "`Run` still runs: the framework"
        ZwClose(other);
    }
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, DeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}
