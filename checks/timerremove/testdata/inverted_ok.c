// The wait is made where the DPC may run.
#include <ntddk.h>

static KTIMER Timer, Second;
static KDPC Dpc, SecondDpc;
static LONG Users;

static VOID OnTimer(PKDPC D, PVOID Context, PVOID First, PVOID Other) { DbgPrint("%p %p %p %p", D, Context, First, Other); }

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    if (KeCancelTimer(&Timer) == FALSE) {
        KeFlushQueuedDpcs();
    }
    if (KeCancelTimer(&Second)) {
        InterlockedDecrement(&Users);
    }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(RegistryPath);

    due.QuadPart = -10000000;
    KeInitializeTimer(&Timer);
    KeInitializeTimer(&Second);
    KeInitializeDpc(&Dpc, OnTimer, NULL);
    KeInitializeDpc(&SecondDpc, OnTimer, NULL);
    KeSetTimer(&Timer, due, &Dpc);
    KeSetTimer(&Second, due, &SecondDpc);
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
