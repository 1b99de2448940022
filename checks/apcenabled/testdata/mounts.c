// The I/O manager asks for a volume to be mounted in a critical region, and lets through what programs ask of one as they are.
#include <ntifs.h>

static ERESOURCE Volumes, Files;
static LONG Mounted, Read;

static NTSTATUS Finish(PIRP Irp)
{
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static DRIVER_DISPATCH FsControlOk, ReadBad;

static NTSTATUS FsControlOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);

    if (IoGetCurrentIrpStackLocation(Irp)->MinorFunction == IRP_MN_MOUNT_VOLUME) {
        ExAcquireResourceExclusiveLite(&Volumes, TRUE);
        Mounted++;
        ExReleaseResourceLite(&Volumes);
    }
    return Finish(Irp);
}

static NTSTATUS ReadBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);

    ExAcquireResourceSharedLite(&Files, TRUE); // want "`ExAcquireResourceSharedLite` takes a lock here while normal kernel APCs are on"
    Read++;
    ExReleaseResourceLite(&Files);
    return Finish(Irp);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);

    Driver->MajorFunction[IRP_MJ_FILE_SYSTEM_CONTROL] = FsControlOk;
    Driver->MajorFunction[IRP_MJ_READ] = ReadBad;
    return STATUS_SUCCESS;
}
