// A pointer that was followed is not NULL where it is tested later on the same way, unless it is another one by then.
#include <ntddk.h>

typedef struct _ENTRY {
    struct _ENTRY *Next;
    PVOID Handler;
} ENTRY, *PENTRY;

static KSPIN_LOCK Lock;

NTSTATUS Run(PVOID Handler, PIRP Irp);

NTSTATUS ReadOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PENTRY entry = Device->DeviceExtension;
    KIRQL irql;
    PVOID handler;
    NTSTATUS status = STATUS_NOT_FOUND;

    KeAcquireSpinLock(&Lock, &irql);
    if (entry->Handler == NULL) {
        goto done;
    }
    handler = entry->Handler;
    KeReleaseSpinLock(&Lock, irql);
    entry = NULL;
    status = Run(handler, Irp);

done:
    if (entry) {
        KeReleaseSpinLock(&Lock, irql);
    }
    return status;
}

NTSTATUS WriteBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PENTRY entry = Device->DeviceExtension;
    KIRQL irql;
    NTSTATUS status = STATUS_NOT_FOUND;

    KeAcquireSpinLock(&Lock, &irql);
    while (entry->Handler == NULL) {
        entry = entry->Next;
        if (entry == NULL) {
            goto done;
        }
    }
    status = Run(entry->Handler, Irp);

done:
    if (entry) {
        KeReleaseSpinLock(&Lock, irql);
    }
    return status; // want "`WriteBad` returns to the system at DISPATCH_LEVEL"
}

// The address of a member is only computed.
NTSTATUS FlushBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PENTRY entry = Device->DeviceExtension;
    PVOID *handler = &entry->Handler;
    KIRQL irql;
    NTSTATUS status = STATUS_NOT_FOUND;

    KeAcquireSpinLock(&Lock, &irql);
    if (entry) {
        status = Run(*handler, Irp);
        KeReleaseSpinLock(&Lock, irql);
    }
    return status; // want "`FlushBad` returns to the system at DISPATCH_LEVEL"
}

// What was found to be NULL, and is followed all the same, ends the way.
NTSTATUS CleanupOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PENTRY entry = Device->DeviceExtension;
    KIRQL irql;

    UNREFERENCED_PARAMETER(Irp);
    if (entry == NULL) {
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
    }
    entry->Handler = NULL;
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    KeInitializeSpinLock(&Lock);
    Driver->MajorFunction[IRP_MJ_READ] = ReadOk;
    Driver->MajorFunction[IRP_MJ_WRITE] = WriteBad;
    Driver->MajorFunction[IRP_MJ_FLUSH_BUFFERS] = FlushBad;
    Driver->MajorFunction[IRP_MJ_CLEANUP] = CleanupOk;
    return STATUS_SUCCESS;
}
