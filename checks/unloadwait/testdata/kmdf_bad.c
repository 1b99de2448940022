// A KMDF driver: the device's clean-up closes the handle of the thread instead of waiting on it.
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    HANDLE Thread;
    KEVENT Stop;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetContext)

EVT_WDF_DRIVER_DEVICE_ADD DeviceAdd;
EVT_WDF_DRIVER_UNLOAD DriverUnloadBad;
EVT_WDF_OBJECT_CONTEXT_CLEANUP DeviceCleanup;
KSTART_ROUTINE DeviceThread;

VOID DeviceThread(PVOID Context)
{
    PDEVICE_CONTEXT context = Context;

    KeWaitForSingleObject(&context->Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID DeviceCleanup(WDFOBJECT Device)
{
    PDEVICE_CONTEXT context = GetContext(Device);

    KeSetEvent(&context->Stop, IO_NO_INCREMENT, FALSE);
    ZwClose(context->Thread);
}

VOID DriverUnloadBad(WDFDRIVER Driver) // want "DeviceThread"
{
    UNREFERENCED_PARAMETER(Driver);
}

NTSTATUS DeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;
    PDEVICE_CONTEXT context;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    attributes.EvtCleanupCallback = DeviceCleanup;
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    context = GetContext(device);
    KeInitializeEvent(&context->Stop, NotificationEvent, FALSE);
    return PsCreateSystemThread(&context->Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, DeviceThread, context);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, DeviceAdd);
    config.EvtDriverUnload = DriverUnloadBad;
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}
