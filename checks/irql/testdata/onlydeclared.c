// Functions that have the type of a callback for its parameters only: the driver calls them itself, and the system doesn't know them.
#include <ntddk.h>

DRIVER_STARTIO StartReadOk;
DRIVER_STARTIO StartWriteBad;
DRIVER_STARTIO StartBothBad;
DRIVER_STARTIO StartLegacyBad;
KDEFERRED_ROUTINE FlushOk;
DRIVER_STARTIO NobodyOk;

static KEVENT Done;
static PDRIVER_STARTIO Routines[] = { StartBothBad };

VOID StartReadOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL);
}

VOID StartWriteBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL);
}

// A table has its address.
VOID StartBothBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL); // want "at DISPATCH_LEVEL"
}

// Another build stores it.
VOID StartLegacyBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL); // want "at DISPATCH_LEVEL"
}

// Nobody calls it, whatever its type: it does not run.
VOID NobodyOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    if (Irp)
        NobodyOk(Device, NULL);
    KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL);
}

VOID FlushOk(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);
    ZwClose(Context);
}

static NTSTATUS Read(PDEVICE_OBJECT Device, PIRP Irp)
{
    KIRQL irql;

    PAGED_CODE();
    FlushOk(NULL, Irp->UserBuffer, NULL, NULL);
    StartReadOk(Device, Irp);
    StartBothBad(Device, Irp);
    StartLegacyBad(Device, Irp);
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    StartWriteBad(Device, Irp); // want "KeWaitForSingleObject` is called at DISPATCH_LEVEL, set by `KeRaiseIrql`"
    KeLowerIrql(irql);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    UNREFERENCED_PARAMETER(Routines);
    KeInitializeEvent(&Done, NotificationEvent, FALSE);
    Driver->MajorFunction[IRP_MJ_READ] = Read;
#ifdef LEGACY_QUEUE
    Driver->DriverStartIo = StartLegacyBad;
#endif
    return STATUS_SUCCESS;
}
