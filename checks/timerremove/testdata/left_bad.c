// Of each kind one that nothing takes back, in global variables.
#include <ntddk.h>

static KTIMER Timer;
static KDPC TimerDpc, PlainDpc;
static PEX_TIMER ExTimer;
static WORK_QUEUE_ITEM Item;

static VOID OnTimer(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p %p", Dpc, Context, First, Second); }
static VOID OnPlain(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p %p", Dpc, Context, First, Second); }
static VOID OnExTimer(PEX_TIMER T, PVOID Context) { DbgPrint("%p %p", T, Context); }
static VOID OnItem(PVOID Context) { DbgPrint("%p", Context); }

static VOID Unload(PDRIVER_OBJECT DriverObject) // want "the timer `Timer`.*`KeSetTimerEx` has set.*`KeCancelTimer`" "the DPC `PlainDpc`.*`KeFlushQueuedDpcs`" "the work item `Item`.*nothing waits for it"
{
    UNREFERENCED_PARAMETER(DriverObject);
    ExCancelTimer(ExTimer, NULL); // want "this does not wait for the timer `ExTimer`.*`KeFlushQueuedDpcs`"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(RegistryPath);

    due.QuadPart = -10000000;
    KeInitializeTimerEx(&Timer, NotificationTimer);
    KeInitializeDpc(&TimerDpc, OnTimer, NULL);
    KeInitializeDpc(&PlainDpc, OnPlain, NULL);
    KeSetTimerEx(&Timer, due, 1000, &TimerDpc);
    KeInsertQueueDpc(&PlainDpc, NULL, NULL);
    ExTimer = ExAllocateTimer(OnExTimer, NULL, EX_TIMER_HIGH_RESOLUTION);
    ExSetTimer(ExTimer, -10000, 10000, NULL);
    ExInitializeWorkItem(&Item, OnItem, NULL);
    ExQueueWorkItem(&Item, DelayedWorkQueue);
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
