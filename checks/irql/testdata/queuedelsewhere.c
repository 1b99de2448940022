// A DPC that another build queues runs.
#include <ntddk.h>

static KEVENT Done;
static KDPC Flush;

static VOID FlushBad(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);
    KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL); // want "at DISPATCH_LEVEL"
}

static NTSTATUS Read(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
#ifdef DEFERRED
    KeInsertQueueDpc(&Flush, NULL, NULL);
#endif
    return STATUS_SUCCESS;
}

static NTSTATUS Create(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    KeInitializeEvent(&Done, NotificationEvent, FALSE);
    KeInitializeDpc(&Flush, FlushBad, NULL);
    Driver->MajorFunction[IRP_MJ_READ] = Read;
    Driver->MajorFunction[IRP_MJ_CREATE] = Create;
    return STATUS_SUCCESS;
}
