// KMDF: a thread made for one request keeps the device by its WDM device object.
#include <ntddk.h>
#include <wdf.h>

EVT_WDF_DRIVER_DEVICE_ADD DeviceAdd;
EVT_WDF_DRIVER_UNLOAD DriverUnload;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL DeviceControl;
KSTART_ROUTINE ThreadBad;

VOID ThreadBad(PVOID Context)
{
    WDFDEVICE device = (WDFDEVICE)Context;
    PDEVICE_OBJECT deviceObject = WdfDeviceWdmGetDeviceObject(device);

    KdPrint(("%p\n", deviceObject));
    ObDereferenceObject(deviceObject); // want "deviceObject"
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID DeviceControl(WDFQUEUE Queue, WDFREQUEST Request, size_t OutputLength, size_t InputLength, ULONG Code)
{
    WDFDEVICE device = WdfIoQueueGetDevice(Queue);
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(OutputLength);
    UNREFERENCED_PARAMETER(InputLength);
    UNREFERENCED_PARAMETER(Code);

    ObReferenceObject(WdfDeviceWdmGetDeviceObject(device));
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadBad, device);
    if (NT_SUCCESS(status)) {
        ZwClose(handle);
    } else {
        ObDereferenceObject(WdfDeviceWdmGetDeviceObject(device));
    }
    WdfRequestComplete(Request, status);
}

VOID DriverUnload(WDFDRIVER Driver)
{
    UNREFERENCED_PARAMETER(Driver);
}

NTSTATUS DeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    WDF_IO_QUEUE_CONFIG config;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);

    status = WdfDeviceCreate(&DeviceInit, WDF_NO_OBJECT_ATTRIBUTES, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchParallel);
    config.EvtIoDeviceControl = DeviceControl;
    return WdfIoQueueCreate(device, &config, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, DeviceAdd);
    config.EvtDriverUnload = DriverUnload;
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}
