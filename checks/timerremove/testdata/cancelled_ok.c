// Taken back in helpers, each in its way.
#include <ntddk.h>

static KTIMER Timer, Single, Bare;
static KDPC TimerDpc, SingleDpc, PlainDpc;
static PEX_TIMER ExTimer;
static BOOLEAN Running;
static PKTIMER Pointer;

static VOID OnTimer(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p %p", Dpc, Context, First, Second); }
static VOID OnExTimer(PEX_TIMER T, PVOID Context) { DbgPrint("%p %p", T, Context); }

static VOID Stop(PKTIMER T)
{
    if (Running) {
        KeCancelTimer(T);
    }
}

static VOID StopAll(VOID)
{
    Stop(&Timer);
    KeCancelTimer(Pointer);
    ExDeleteTimer(ExTimer, TRUE, TRUE, NULL);
    KeFlushQueuedDpcs();
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    StopAll();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(RegistryPath);

    due.QuadPart = -10000000;
    Pointer = &Single;
    KeInitializeTimer(&Bare);
    KeInitializeDpc(&TimerDpc, OnTimer, NULL);
    KeInitializeDpc(&SingleDpc, OnTimer, NULL);
    KeInitializeDpc(&PlainDpc, OnTimer, NULL);
    Running = TRUE;
    KeSetTimerEx(&Timer, due, 1000, &TimerDpc);
    KeSetTimer(&Single, due, &SingleDpc);
    KeSetTimerEx(&Bare, due, 1000, NULL); // no DPC
    KeInsertQueueDpc(&PlainDpc, NULL, NULL);
    ExTimer = ExAllocateTimer(OnExTimer, NULL, EX_TIMER_HIGH_RESOLUTION);
    ExSetTimer(ExTimer, -10000, 10000, NULL);
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
