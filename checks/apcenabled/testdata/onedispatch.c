// A file system with one dispatch routine for all that it is asked: to mount a volume comes in a critical region, the rest does not.
#include <ntifs.h>

static ERESOURCE Names, Mounts;

static NTSTATUS Finish(PIRP Irp)
{
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static NTSTATUS Create(PIRP Irp)
{
    ExAcquireResourceSharedLite(&Names, TRUE);
    ExReleaseResourceLite(&Names);
    return Finish(Irp);
}

static NTSTATUS Mount(PIRP Irp)
{
    ExAcquireResourceExclusiveLite(&Mounts, TRUE);
    ExReleaseResourceLite(&Mounts);
    return Finish(Irp);
}

/* Serves nearly all requests, and tells them apart. */
static NTSTATUS DispatchBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    switch (IoGetCurrentIrpStackLocation(Irp)->MajorFunction) {
    case IRP_MJ_CREATE:
        return Create(Irp); // want "`ExAcquireResourceSharedLite` takes a lock here .through `Create`. while normal kernel APCs are on"
    case IRP_MJ_CLOSE:
    case IRP_MJ_WRITE:
    case IRP_MJ_QUERY_INFORMATION:
    case IRP_MJ_SET_INFORMATION:
    case IRP_MJ_QUERY_VOLUME_INFORMATION:
    case IRP_MJ_SET_VOLUME_INFORMATION:
    case IRP_MJ_DIRECTORY_CONTROL:
    case IRP_MJ_FLUSH_BUFFERS:
    case IRP_MJ_QUERY_EA:
    case IRP_MJ_CLEANUP:
        return Finish(Irp);
    case IRP_MJ_FILE_SYSTEM_CONTROL:
        return Mount(Irp);
    }
    return STATUS_INVALID_DEVICE_REQUEST;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    ExInitializeResourceLite(&Names);
    ExInitializeResourceLite(&Mounts);
    Driver->MajorFunction[IRP_MJ_CREATE] = DispatchBad;
    Driver->MajorFunction[IRP_MJ_CLOSE] = DispatchBad;
    Driver->MajorFunction[IRP_MJ_DIRECTORY_CONTROL] = DispatchBad;
    Driver->MajorFunction[IRP_MJ_FILE_SYSTEM_CONTROL] = DispatchBad;
    return STATUS_SUCCESS;
}
