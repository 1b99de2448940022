// What the removal returned tells whether there is something to wait for; a DPC tells that it ends.
#include <ntddk.h>

static KTIMER Timer, Other;
static KDPC Dpc, OtherDpc, RemovedDpc;
static KEVENT Ended;

static VOID OnTimer(PKDPC D, PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p %p", D, Context, First, Second); }
static VOID OnOther(PKDPC D, PVOID Context, PVOID First, PVOID Second)
{
    DbgPrint("%p %p %p %p", D, Context, First, Second);
    KeSetEvent(&Ended, 0, FALSE);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    if (!KeCancelTimer(&Timer)) {
        while (KeReadStateTimer(&Timer) == 0) {
            YieldProcessor();
        }
    }
    KeCancelTimer(&Other);
    KeWaitForSingleObject(&Ended, Executive, KernelMode, FALSE, NULL);
    KeRemoveQueueDpcEx(&RemovedDpc, TRUE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(RegistryPath);

    due.QuadPart = -10000000;
    KeInitializeEvent(&Ended, NotificationEvent, FALSE);
    KeInitializeDpc(&Dpc, OnTimer, NULL);
    KeInitializeDpc(&OtherDpc, OnOther, NULL);
    KeInitializeDpc(&RemovedDpc, OnTimer, NULL);
    KeSetTimer(&Timer, due, &Dpc);
    KeSetTimer(&Other, due, &OtherDpc);
    KeInsertQueueDpc(&RemovedDpc, NULL, NULL);
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
