// A lock that nobody guards is one habit, and one finding; a lock that is guarded elsewhere was forgotten here.
#include <ntddk.h>

typedef struct _STORE {
    ERESOURCE Rules;
    ERESOURCE Users;
    ULONG Count;
} STORE, *PSTORE;

static STORE Store;

static VOID Count(PSTORE Target)
{
    ExAcquireResourceExclusiveLite(&Target->Rules, TRUE);
    Target->Count++;
    ExReleaseResourceLite(&Target->Rules);
}

static NTSTATUS Create(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    ExAcquireResourceSharedLite(&Store.Rules, TRUE); // want "takes a lock here while normal kernel APCs are on, and in 2 more places"
    ExReleaseResourceLite(&Store.Rules);
    KeEnterCriticalRegion();
    ExAcquireResourceSharedLite(&Store.Users, TRUE);
    ExReleaseResourceLite(&Store.Users);
    KeLeaveCriticalRegion();
    return STATUS_SUCCESS;
}

static NTSTATUS Read(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    Count(&Store);
    ExAcquireResourceSharedLite(&Store.Users, TRUE); // want "takes a lock here while normal kernel APCs are on: "
    ExReleaseResourceLite(&Store.Users);
    return STATUS_SUCCESS;
}

static NTSTATUS Write(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    Count(&Store);
    ExAcquireResourceExclusiveLite(&Store.Users, TRUE); // want "takes a lock here while normal kernel APCs are on: "
    ExReleaseResourceLite(&Store.Users);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    Driver->MajorFunction[IRP_MJ_CREATE] = Create;
    Driver->MajorFunction[IRP_MJ_READ] = Read;
    Driver->MajorFunction[IRP_MJ_WRITE] = Write;
    ExInitializeResourceLite(&Store.Users);
    return ExInitializeResourceLite(&Store.Rules);
}
