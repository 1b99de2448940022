// Without a scope the framework holds no lock.
#include <ntddk.h>
#include <wdf.h>

static FAST_MUTEX Guard;
static ULONG Count;

static VOID OnControl(WDFQUEUE Queue, WDFREQUEST Request, size_t Out, size_t In, ULONG Code)
{
    UNREFERENCED_PARAMETER(Queue);
    UNREFERENCED_PARAMETER(Out);
    UNREFERENCED_PARAMETER(In);
    UNREFERENCED_PARAMETER(Code);
    ExAcquireFastMutex(&Guard);
    Count++;
    ExReleaseFastMutex(&Guard);
    WdfRequestComplete(Request, STATUS_SUCCESS);
}

/* Work items are not called under the lock. */
static VOID OnWork(WDFWORKITEM Item)
{
    UNREFERENCED_PARAMETER(Item);
    ExAcquireFastMutex(&Guard);
    Count = 0;
    ExReleaseFastMutex(&Guard);
}

static NTSTATUS OnDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT Init)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_IO_QUEUE_CONFIG config;
    WDF_WORKITEM_CONFIG work;
    WDFWORKITEM item;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    ExInitializeFastMutex(&Guard);
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.SynchronizationScope = WdfSynchronizationScopeNone;
    status = WdfDeviceCreate(&Init, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_WORKITEM_CONFIG_INIT(&work, OnWork);
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = device;
    status = WdfWorkItemCreate(&work, &attributes, &item);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WdfWorkItemEnqueue(item);
    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchSequential);
    config.EvtIoDeviceControl = OnControl;
    return WdfIoQueueCreate(device, &config, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, OnDeviceAdd);
    return WdfDriverCreate(Driver, Path, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}
