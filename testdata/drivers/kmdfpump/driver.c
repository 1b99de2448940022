/*++

Module Name:

    driver.c

Abstract:

    A KMDF driver that makes data in a system thread and hands it to readers.

Environment:

    Kernel mode

--*/

#include "pump.h"

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, PumpEvtDriverDeviceAdd)
#pragma alloc_text(PAGE, PumpEvtDriverUnload)
#endif

NTSTATUS
DriverEntry(
    _In_ PDRIVER_OBJECT DriverObject,
    _In_ PUNICODE_STRING RegistryPath
    )
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, PumpEvtDriverDeviceAdd);
    config.EvtDriverUnload = PumpEvtDriverUnload;
    config.DriverPoolTag = PUMP_TAG;

    return WdfDriverCreate(DriverObject,
                           RegistryPath,
                           WDF_NO_OBJECT_ATTRIBUTES,
                           &config,
                           WDF_NO_HANDLE);
}

/* defect: unloadwait: nothing here or below ever waits for PumpDrainThread */
VOID PumpEvtDriverUnload(_In_ WDFDRIVER Driver)
{
    PAGED_CODE();

    KdPrint(("kmdfpump: unload %p\n", WdfDriverWdmGetDriverObject(Driver)));
}

static NTSTATUS
PumpCreateQueue(
    _In_ WDFDEVICE Device
    )
{
    WDF_IO_QUEUE_CONFIG config;

    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchSequential);
    config.EvtIoRead = PumpEvtIoRead;
    config.EvtIoDeviceControl = PumpEvtIoDeviceControl;

    return WdfIoQueueCreate(Device, &config, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

static NTSTATUS
PumpCreateRing(
    _In_ PDEVICE_CONTEXT Context
    )
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFMEMORY memory;
    NTSTATUS status;

    // Both go away with the device.
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Context->Device;

    status = WdfSpinLockCreate(&attributes, &Context->RingLock);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    return WdfMemoryCreate(&attributes,
                           NonPagedPoolNx,
                           PUMP_TAG,
                           PUMP_RING_SIZE,
                           &memory,
                           (PVOID *)&Context->Ring);
}

NTSTATUS
PumpEvtDriverDeviceAdd(
    _In_ WDFDRIVER Driver,
    _Inout_ PWDFDEVICE_INIT DeviceInit
    )
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;
    PDEVICE_CONTEXT context;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);

    PAGED_CODE();

    WdfDeviceInitSetIoType(DeviceInit, WdfDeviceIoBuffered);

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    attributes.EvtCleanupCallback = PumpEvtDeviceContextCleanup;

    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    context = PumpGetContext(device);
    context->Device = device;
    KeInitializeEvent(&context->StopPump, NotificationEvent, FALSE);

    status = PumpCreateRing(context);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = PumpCreateQueue(device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = WdfDeviceCreateDeviceInterface(device, &GUID_DEVINTERFACE_KMDFPUMP, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    return PumpStart(context);
}
