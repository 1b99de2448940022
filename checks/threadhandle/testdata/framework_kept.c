// The framework unloads the driver; the handle of the thread of a device is kept in its context, and nobody closes it.
#include <ntddk.h>
#include <wdf.h>

typedef struct _CONTEXT {
    HANDLE Worker;
    KEVENT Stop;
} CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(CONTEXT, ContextOf)
EVT_WDF_DRIVER_DEVICE_ADD DeviceAdd;
EVT_WDF_OBJECT_CONTEXT_CLEANUP DeviceCleanup;

static VOID Work(PVOID Context)
{
    CONTEXT *context = Context;

    KeWaitForSingleObject(&context->Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID DeviceCleanup(WDFOBJECT Device)
{
    CONTEXT *context = ContextOf(Device);

    KeSetEvent(&context->Stop, IO_NO_INCREMENT, FALSE);
    ZwWaitForSingleObject(context->Worker, FALSE, NULL);
}

NTSTATUS DeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT Init)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;
    CONTEXT *context;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, CONTEXT);
    attributes.EvtCleanupCallback = DeviceCleanup;
    status = WdfDeviceCreate(&Init, &attributes, &device);
    if (!NT_SUCCESS(status))
        return status;
    context = ContextOf(device);
    KeInitializeEvent(&context->Stop, NotificationEvent, FALSE);
    return PsCreateSystemThread(&context->Worker, THREAD_ALL_ACCESS, NULL, NULL, NULL, Work, context); // want "kept in"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, DeviceAdd);
    return WdfDriverCreate(Driver, Path, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}
