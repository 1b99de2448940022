// A routine that is given what it is the routine of.
#include <ntddk.h>
#include <wdf.h>

static BOOLEAN Done;

static VOID OnTimerBad(WDFTIMER Timer)
{
    if (Done)
        WdfTimerStop(Timer, TRUE); // want "`WdfTimerStop` waits here for the end of `OnTimerBad`"
}

static VOID OnPeriodOk(WDFTIMER Timer)
{
    if (Done)
        WdfTimerStop(Timer, FALSE);
}

static VOID Settle(WDFWORKITEM Item)
{
    WdfWorkItemFlush(Item); // want "`WdfWorkItemFlush` waits here for the end of `OnItemBad`"
}

static VOID OnItemBad(WDFWORKITEM Item)
{
    Settle(Item);
}

static VOID OnExpiryBad(PEX_TIMER Timer, PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    ExDeleteTimer(Timer, TRUE, TRUE, NULL); // want "`ExDeleteTimer` waits here for the end of `OnExpiryBad`"
}

static VOID OnExpiryOk(PEX_TIMER Timer, PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    ExDeleteTimer(Timer, TRUE, FALSE, NULL);
}

// What is called as a timer ends, and is given it, is not its routine.
static VOID OnCleanupOk(WDFOBJECT Timer)
{
    WdfTimerStop(Timer, TRUE);
}

// Another one is waited for.
static VOID OnOtherOk(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);
    KeRemoveQueueDpcEx(Context, TRUE);
}

NTSTATUS Create(WDFDEVICE Device, PKDPC Dpc, PVOID Context)
{
    WDF_TIMER_CONFIG timer;
    WDF_WORKITEM_CONFIG item;
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFTIMER made;
    WDFWORKITEM queued;
    NTSTATUS status;

    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Device;
    attributes.EvtCleanupCallback = OnCleanupOk;
    WDF_TIMER_CONFIG_INIT(&timer, OnTimerBad);
    status = WdfTimerCreate(&timer, &attributes, &made);
    if (!NT_SUCCESS(status))
        return status;
    WDF_TIMER_CONFIG_INIT_PERIODIC(&timer, OnPeriodOk, 100);
    status = WdfTimerCreate(&timer, &attributes, &made);
    if (!NT_SUCCESS(status))
        return status;
    WDF_WORKITEM_CONFIG_INIT(&item, OnItemBad);
    status = WdfWorkItemCreate(&item, &attributes, &queued);
    KeInitializeDpc(Dpc, OnOtherOk, Context);
    ExSetTimer(ExAllocateTimer(OnExpiryBad, NULL, 0), -10000, 0, NULL);
    ExSetTimer(ExAllocateTimer(OnExpiryOk, NULL, 0), -10000, 0, NULL);
    return status;
}
