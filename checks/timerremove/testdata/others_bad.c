// What waits for one timer says nothing of another.
#include <ntddk.h>

static KTIMER Timer;
static KDPC TimerDpc;
static PEX_TIMER Precise;

static VOID OnTimer(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p %p", Dpc, Context, First, Second); }
static VOID OnPrecise(PEX_TIMER T, PVOID Context) { DbgPrint("%p %p", T, Context); }

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    KeCancelTimer(&Timer); // want "this does not wait for the timer `Timer`"
    ExDeleteTimer(Precise, TRUE, TRUE, NULL);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    Precise = ExAllocateTimer(OnPrecise, NULL, EX_TIMER_HIGH_RESOLUTION);
    if (Precise == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    due.QuadPart = -10000000;
    KeInitializeTimer(&Timer);
    KeInitializeDpc(&TimerDpc, OnTimer, NULL);
    KeSetTimer(&Timer, due, &TimerDpc);
    ExSetTimer(Precise, due.QuadPart, 0, NULL);
    return STATUS_SUCCESS;
}
