// The function of the driver's that is called last can't fail: only for another argument, and one never.
#include <ntddk.h>

static LIST_ENTRY Names;

static VOID OnImage(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info) { DbgPrint("%wZ %p %p", Name, Process, Info); }

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PsRemoveLoadImageNotifyRoutine(OnImage);
}

static NTSTATUS Prepare(PLIST_ENTRY List)
{
    if (List == NULL) {
        return STATUS_INVALID_PARAMETER;
    }
    InitializeListHead(List);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    status = PsSetLoadImageNotifyRoutine(OnImage);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    return Prepare(&Names);
}
