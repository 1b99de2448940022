// A DPC that all processors run at once, which nothing queues otherwise.
#include <ntddk.h>

VOID KeGenericCallDpc(PKDEFERRED_ROUTINE Routine, PVOID Context);

static VOID EachBad(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);
    ZwClose(Context); // want "`ZwClose` is called at DISPATCH_LEVEL"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    KeGenericCallDpc(EachBad, NULL);
    return STATUS_SUCCESS;
}
