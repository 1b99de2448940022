// A handle is closed in a critical region: the request to clean up comes in one. What a routine does for others, too, it does for them as they come.
#include <ntifs.h>

static ERESOURCE Handles, Files, Both;
static LONG Closed, Made;

static NTSTATUS Finish(PIRP Irp)
{
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static DRIVER_DISPATCH CleanupOk, CreateBad, ManyBad, ManyOk;

static NTSTATUS CleanupOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);

    ExAcquireResourceExclusiveLite(&Handles, TRUE);
    Closed++;
    ExReleaseResourceLite(&Handles);
    return Finish(Irp);
}

static NTSTATUS CreateBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);

    ExAcquireResourceExclusiveLite(&Files, TRUE); // want "`ExAcquireResourceExclusiveLite` takes a lock here while normal kernel APCs are on"
    Made++;
    ExReleaseResourceLite(&Files);
    return Finish(Irp);
}

// For reads, writes and both kinds of requests that come in a region, too.
static NTSTATUS ManyBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);

    ExAcquireResourceSharedLite(&Both, TRUE); // want "`ExAcquireResourceSharedLite` takes a lock here while normal kernel APCs are on"
    Made++;
    ExReleaseResourceLite(&Both);
    return Finish(Irp);
}

static NTSTATUS ManyOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UCHAR major = IoGetCurrentIrpStackLocation(Irp)->MajorFunction;

    UNREFERENCED_PARAMETER(Device);

    if (major == IRP_MJ_CLEANUP || major == IRP_MJ_FILE_SYSTEM_CONTROL) {
        ExAcquireResourceExclusiveLite(&Handles, TRUE);
        Closed++;
        ExReleaseResourceLite(&Handles);
    }
    return Finish(Irp);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);

    Driver->MajorFunction[IRP_MJ_CREATE] = CreateBad;
    if (Made == 0) {
        Driver->MajorFunction[IRP_MJ_CLEANUP] = CleanupOk;
        Driver->MajorFunction[IRP_MJ_FILE_SYSTEM_CONTROL] = ManyBad;
    } else if (Made == 1) {
        Driver->MajorFunction[IRP_MJ_CLEANUP] = ManyBad;
        Driver->MajorFunction[IRP_MJ_READ] = ManyBad;
    } else {
        Driver->MajorFunction[IRP_MJ_CLEANUP] = ManyOk;
        Driver->MajorFunction[IRP_MJ_FILE_SYSTEM_CONTROL] = ManyOk;
        Driver->MajorFunction[IRP_MJ_WRITE] = ManyOk;
    }
    return STATUS_SUCCESS;
}
