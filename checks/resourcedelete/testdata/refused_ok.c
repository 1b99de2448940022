// A helper says by a truth value whether it has initialized what it was handed.
#include <ntddk.h>

static LOOKASIDE_LIST_EX First, Second;

static BOOLEAN Make(PLOOKASIDE_LIST_EX List, SIZE_T Size)
{
    NTSTATUS status = ExInitializeLookasideListEx(List, NULL, NULL, NonPagedPoolNx, 0, Size, 'tsiL', 0);

    if (!NT_SUCCESS(status)) {
        return FALSE;
    }
    return TRUE;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    ExDeleteLookasideListEx(&First);
    ExDeleteLookasideListEx(&Second);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    BOOLEAN made;

    UNREFERENCED_PARAMETER(RegistryPath);

    if (!Make(&First, 8)) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    made = Make(&Second, 16);
    if (made == FALSE) {
        ExDeleteLookasideListEx(&First);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
