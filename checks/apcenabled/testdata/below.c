// Of the locks that one call leads to, each is told once.
#include <ntddk.h>

typedef struct _TABLE {
    ERESOURCE Lock;
    ULONG Count;
} TABLE, *PTABLE;

static ERESOURCE Sessions;
static ERESOURCE Processes;
static ULONG Open;

static VOID Forget(VOID)
{
    ExAcquireResourceExclusiveLite(&Processes, TRUE);
    Open--;
    ExReleaseResourceLite(&Processes);
    ExAcquireResourceSharedLite(&Processes, TRUE);
    ExReleaseResourceLite(&Processes);
}

static VOID EndSession(VOID)
{
    ExAcquireResourceExclusiveLite(&Sessions, TRUE);
    Open--;
    ExReleaseResourceLite(&Sessions);
    Forget();
}

static NTSTATUS CreateBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    EndSession(); // want "takes a lock here \\(through `EndSession`\\)" "takes another lock, `Processes`, here \\(through `EndSession`\\)"
    return STATUS_SUCCESS;
}

static VOID Twice(PERESOURCE First, PERESOURCE Second)
{
    ExAcquireResourceExclusiveLite(First, TRUE);
    ExReleaseResourceLite(First);
    ExAcquireResourceExclusiveLite(Second, TRUE);
    ExReleaseResourceLite(Second);
}

// Reached by pointers, they may be one lock.
static NTSTATUS ReadBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PTABLE table = Device->DeviceExtension;

    UNREFERENCED_PARAMETER(Irp);
    Twice(&table->Lock, &table->Lock); // want "takes a lock here \\(through `Twice`\\)"
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    Driver->MajorFunction[IRP_MJ_CREATE] = CreateBad;
    Driver->MajorFunction[IRP_MJ_READ] = ReadBad;
    ExInitializeResourceLite(&Processes);
    return ExInitializeResourceLite(&Sessions);
}
