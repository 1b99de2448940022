// The wait is made where the timer had not expired, and left out where the DPC may run.
#include <ntddk.h>

static KTIMER Timer;
static KDPC Dpc;

static VOID OnTimer(PKDPC D, PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p %p", D, Context, First, Second); }

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    if (KeCancelTimer(&Timer)) { // want "this does not wait for the timer `Timer`"
        KeFlushQueuedDpcs();
    }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(RegistryPath);

    due.QuadPart = -10000000;
    KeInitializeTimer(&Timer);
    KeInitializeDpc(&Dpc, OnTimer, NULL);
    KeSetTimer(&Timer, due, &Dpc);
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
