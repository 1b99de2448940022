// Memory that the driver's own operator new gives tells nothing of a callback.
#include <ntddk.h>

void *operator new(size_t size)
{
    return ExAllocatePoolWithTag(NonPagedPool, size, 'tseT');
}

struct Journal {
    ULONG Entries;
};

static Journal *Entries;

static VOID OnImage(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info) { DbgPrint("%wZ %p %p", Name, Process, Info); }

static VOID Unload(PDRIVER_OBJECT Driver)
{
    UNREFERENCED_PARAMETER(Driver);
    PsRemoveLoadImageNotifyRoutine(OnImage);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) // want "`DriverEntry` can fail and leave `OnImage` registered"
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Path);
    Driver->DriverUnload = Unload;
    status = PsSetLoadImageNotifyRoutine(OnImage);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    Entries = new Journal;
    if (Entries == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    status = IoRegisterShutdownNotification(Driver->DeviceObject);
    if (!NT_SUCCESS(status)) {
        PsRemoveLoadImageNotifyRoutine(OnImage);
    }
    return status;
}
