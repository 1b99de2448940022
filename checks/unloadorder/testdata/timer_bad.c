// A timer that is stopped last.
#include <ntddk.h>

static KTIMER Timer;
static KDPC Dpc;
static PULONG Ticks;

static VOID OnTimer(PKDPC TimerDpc, PVOID Context, PVOID First, PVOID Second)
{
    UNREFERENCED_PARAMETER(TimerDpc);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);

    Ticks[0]++;
}

VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    ExFreePool(Ticks); // want "`Unload` gives `Ticks` back here, while `OnTimer`"
    KeCancelTimer(&Timer);
    KeFlushQueuedDpcs();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(RegistryPath);

    due.QuadPart = -10000000;
    Ticks = ExAllocatePoolWithTag(NonPagedPool, 16, 'kciT');
    KeInitializeTimerEx(&Timer, NotificationTimer);
    KeInitializeDpc(&Dpc, OnTimer, NULL);
    KeSetTimerEx(&Timer, due, 1000, &Dpc);
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
