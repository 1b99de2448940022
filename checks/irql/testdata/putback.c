// A driver that watches its own table of dispatch routines and puts back what somebody has overwritten: each routine is still called for the requests that
// it was registered for.
#include <ntddk.h>

static KSPIN_LOCK Lock;
static ULONG Calls;
static PDRIVER_OBJECT Own;
static PVOID Saved[IRP_MJ_MAXIMUM_FUNCTION + 1];

static NTSTATUS Finish(PIRP Irp)
{
    Irp->IoStatus.Status = STATUS_SUCCESS;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static NTSTATUS OnCreateBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    KeAcquireSpinLockAtDpcLevel(&Lock); // want "`KeAcquireSpinLockAtDpcLevel` is called at PASSIVE_LEVEL"
    Calls++;
    KeReleaseSpinLockFromDpcLevel(&Lock);
    return Finish(Irp);
}

/* For every request that has no routine of its own, too: who sends those is not known. */
static NTSTATUS OnAnyOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    KeAcquireSpinLockAtDpcLevel(&Lock);
    Calls++;
    KeReleaseSpinLockFromDpcLevel(&Lock);
    return Finish(Irp);
}

static NTSTATUS OnOtherOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    KeAcquireSpinLockAtDpcLevel(&Lock);
    Calls++;
    KeReleaseSpinLockFromDpcLevel(&Lock);
    return Finish(Irp);
}

static const struct {
    ULONG Major;
    PDRIVER_DISPATCH Routine;
} Table[] = { { IRP_MJ_INTERNAL_DEVICE_CONTROL, OnOtherOk } };

static VOID Save(void)
{
    ULONG i;

    for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++) {
        Saved[i] = (PVOID)Own->MajorFunction[i];
    }
}

VOID PutBack(ULONG Major)
{
    if ((PVOID)Own->MajorFunction[Major] != Saved[Major]) {
        InterlockedExchangePointer((PVOID *)&Own->MajorFunction[Major], Saved[Major]);
    }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    ULONG i;

    UNREFERENCED_PARAMETER(RegistryPath);
    KeInitializeSpinLock(&Lock);
    Own = DriverObject;
    for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++) {
        DriverObject->MajorFunction[i] = OnAnyOk;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = OnCreateBad;
    for (i = 0; i < 1; i++) {
        DriverObject->MajorFunction[Table[i].Major] = Table[i].Routine;
    }
    Save();
    return STATUS_SUCCESS;
}
