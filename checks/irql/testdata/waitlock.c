// A wait lock waits, unless with a time limit of zero; and so does what no condition of its page takes to DISPATCH_LEVEL.
#include <ntddk.h>
#include <wdf.h>

typedef struct _CONTEXT {
    WDFWAITLOCK Lock;
    WDFREQUEST Pending;
    PDEVICE_OBJECT Physical;
} CONTEXT, *PCONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(CONTEXT, ContextOf)

static VOID OnTimer(WDFTIMER Timer)
{
    PCONTEXT context = ContextOf(WdfTimerGetParentObject(Timer));
    HANDLE key;
    LONGLONG none = 0;
    WdfWaitLockAcquire(context->Lock, NULL); // want "`WdfWaitLockAcquire` is called at DISPATCH_LEVEL"
    WdfWaitLockRelease(context->Lock);
    IoOpenDeviceRegistryKey(context->Physical, PLUGPLAY_REGKEY_DEVICE, KEY_READ, &key); // want "`IoOpenDeviceRegistryKey` is called at DISPATCH_LEVEL"
    if (WdfWaitLockAcquire(context->Lock, &none) == STATUS_SUCCESS) {
        WdfWaitLockRelease(context->Lock);
    }
}

static VOID OnCancel(WDFREQUEST Request)
{
    PCONTEXT context = ContextOf(WdfIoQueueGetDevice(WdfRequestGetIoQueue(Request)));
    WdfWaitLockAcquire(context->Lock, NULL); // want "`WdfWaitLockAcquire` may be called at DISPATCH_LEVEL"
    context->Pending = NULL;
    WdfWaitLockRelease(context->Lock);
    WdfRequestComplete(Request, STATUS_CANCELLED);
}

VOID Keep(PCONTEXT Context, WDFREQUEST Request)
{
    WDF_TIMER_CONFIG config;
    WDFTIMER timer;
    WDF_TIMER_CONFIG_INIT(&config, OnTimer);
    if (NT_SUCCESS(WdfTimerCreate(&config, WDF_NO_OBJECT_ATTRIBUTES, &timer))) {
        WdfTimerStart(timer, -10000);
    }
    WdfRequestMarkCancelable(Request, OnCancel);
    Context->Pending = Request;
}
