// A driver of the framework with two queues.
#include <ntddk.h>
#include <wdf.h>

static WDFWAITLOCK QueueLock;

static VOID OnControl(WDFQUEUE Source, WDFREQUEST Request, size_t Out, size_t In, ULONG Code)
{
    UNREFERENCED_PARAMETER(Source);
    UNREFERENCED_PARAMETER(Out);
    UNREFERENCED_PARAMETER(In);
    UNREFERENCED_PARAMETER(Code);

    WdfWaitLockAcquire(QueueLock, NULL);
    WdfWaitLockRelease(QueueLock);
    WdfRequestComplete(Request, STATUS_SUCCESS);
}

static WDFQUEUE Requests;

struct Held {
    WDFQUEUE Waiting;
};

// The queue of the handlers, and one for requests that wait.
static NTSTATUS MakeQueues(WDFDEVICE Device, Held *Context)
{
    WDF_IO_QUEUE_CONFIG config;
    WDFQUEUE made;
    NTSTATUS status;

    WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
    status = WdfIoQueueCreate(Device, &config, WDF_NO_OBJECT_ATTRIBUTES, &Context->Waiting);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchParallel);
    config.EvtIoDeviceControl = OnControl;
    status = WdfIoQueueCreate(Device, &config, WDF_NO_OBJECT_ATTRIBUTES, &made);
    Requests = made;
    return status;
}

VOID PurgeBad(VOID)
{
    WdfWaitLockAcquire(QueueLock, NULL);
    WdfIoQueueStopAndPurgeSynchronously(Requests); // want "`WdfIoQueueStopAndPurgeSynchronously` waits here, with `QueueLock` held, until `OnControl` is done"
    WdfWaitLockRelease(QueueLock);
}

// Nothing of the driver runs for what is taken out by hand.
VOID PurgeOk(Held *Context)
{
    WdfWaitLockAcquire(QueueLock, NULL);
    WdfIoQueuePurgeSynchronously(Context->Waiting);
    WdfWaitLockRelease(QueueLock);
}

// Requests that were sent end in completion routines.
VOID TargetOk(WDFIOTARGET Target)
{
    WdfWaitLockAcquire(QueueLock, NULL);
    WdfIoTargetStop(Target, WdfIoTargetWaitForSentIoToComplete);
    WdfWaitLockRelease(QueueLock);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, NULL);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}
