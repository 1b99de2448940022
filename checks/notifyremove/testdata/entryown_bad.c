// The entry point returns what a function of the driver's returns that fails, and leaves the callback registered.
#include <ntddk.h>

static PVOID List;

static VOID OnImage(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info) { DbgPrint("%wZ %p %p", Name, Process, Info); }

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PsRemoveLoadImageNotifyRoutine(OnImage);
}

static NTSTATUS ReadList(VOID)
{
    List = ExAllocatePoolWithTag(NonPagedPool, PAGE_SIZE, 'tsiL');
    if (List == NULL) {
        return STATUS_NO_MEMORY;
    }
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) // want "`DriverEntry` can fail and leave `OnImage` registered"
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    status = PsSetLoadImageNotifyRoutine(OnImage);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    return ReadList();
}
