// A driver that can't be unloaded; and a function that nobody calls.
#include <ntddk.h>

static KTIMER Timer;
static KDPC Dpc;

static VOID OnTimer(PKDPC D, PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p %p", D, Context, First, Second); }

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    due.QuadPart = -1;
    KeInitializeDpc(&Dpc, OnTimer, NULL);
    KeSetTimerEx(&Timer, due, 10, &Dpc);
    return STATUS_SUCCESS;
}
