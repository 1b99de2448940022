// The framework copies what describes a work item or a timer.
#include <ntddk.h>
#include <wdf.h>

static EVT_WDF_WORKITEM OnWork;
static EVT_WDF_TIMER OnTimer;

static VOID OnWork(WDFWORKITEM Item) { UNREFERENCED_PARAMETER(Item); }
static VOID OnTimer(WDFTIMER Timer) { UNREFERENCED_PARAMETER(Timer); }

NTSTATUS CreateOk(WDFDEVICE Device, WDFWORKITEM *Item, WDFTIMER *Timer)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_WORKITEM_CONFIG work;
    WDF_TIMER_CONFIG timer;
    NTSTATUS status;

    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Device;
    WDF_WORKITEM_CONFIG_INIT(&work, OnWork);
    status = WdfWorkItemCreate(&work, &attributes, Item);
    if (!NT_SUCCESS(status))
        return status;
    WDF_TIMER_CONFIG_INIT(&timer, OnTimer);
    return WdfTimerCreate(&timer, &attributes, Timer);
}
