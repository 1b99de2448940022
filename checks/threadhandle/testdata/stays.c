// A driver that can't be unloaded: what it opens as it is loaded is one handle, what it opens for each request is one more each time.
#include <ntddk.h>

static VOID Main(PVOID Context) { UNREFERENCED_PARAMETER(Context); }

static NTSTATUS StartOk(VOID)
{
    HANDLE thread;

    return PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Main, NULL);
}

static NTSTATUS WriteBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    HANDLE thread;

    UNREFERENCED_PARAMETER(Device);
    PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Main, NULL); // want "neither closed nor kept"
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    Driver->MajorFunction[IRP_MJ_WRITE] = WriteBad;
    return StartOk();
}
