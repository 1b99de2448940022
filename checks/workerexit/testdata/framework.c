// Work items of the filter manager and of the driver framework.
#include <fltKernel.h>
#include <wdf.h>

typedef struct _SCAN {
    PFLT_GENERIC_WORKITEM Item;
    PFLT_INSTANCE Instance;
    ULONG Files;
} SCAN, *PSCAN;

EVT_WDF_WORKITEM EvtPollBad;

static VOID ScanBad(PFLT_GENERIC_WORKITEM Item, PVOID Target, PVOID Context)
{
    PSCAN scan = Context;

    UNREFERENCED_PARAMETER(Target);

    FltFreeGenericWorkItem(Item);
    scan->Files++;
    PsTerminateSystemThread(STATUS_SUCCESS); // want "work item `ScanBad`"
}

NTSTATUS QueueScan(PSCAN Scan)
{
    return FltQueueGenericWorkItem(Scan->Item, Scan->Instance, ScanBad, DelayedWorkQueue, Scan);
}

VOID EvtPollBad(WDFWORKITEM WorkItem)
{
    UNREFERENCED_PARAMETER(WorkItem);

    PsTerminateSystemThread(STATUS_SUCCESS); // want "work item `EvtPollBad`"
}

static VOID EvtRefreshBad(WDFWORKITEM WorkItem)
{
    UNREFERENCED_PARAMETER(WorkItem);

    PsTerminateSystemThread(STATUS_SUCCESS); // want "`WDF_WORKITEM_CONFIG_INIT`|work item `EvtRefreshBad`"
}

NTSTATUS CreateItems(WDFWORKITEM *Poll, WDFWORKITEM *Refresh)
{
    WDF_WORKITEM_CONFIG config;
    NTSTATUS status;

    WDF_WORKITEM_CONFIG_INIT(&config, EvtPollBad);
    status = WdfWorkItemCreate(&config, WDF_NO_OBJECT_ATTRIBUTES, Poll);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_WORKITEM_CONFIG_INIT(&config, EvtRefreshBad);
    return WdfWorkItemCreate(&config, WDF_NO_OBJECT_ATTRIBUTES, Refresh);
}
