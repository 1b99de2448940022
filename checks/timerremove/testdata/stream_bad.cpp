// The timer of a stream, in memory that goes when the stream is closed.
extern "C" {
#include <ntddk.h>
}

struct Stream {
    KTIMER Timer;
    KDPC Dpc;
    ULONG Ticks;
};

static VOID OnTimer(PKDPC D, PVOID Context, PVOID First, PVOID Second)
{
    Stream *stream = static_cast<Stream *>(Context);

    DbgPrint("%p %p %p", D, First, Second);
    stream->Ticks++;
}

static Stream *OpenStream()
{
    Stream *stream = static_cast<Stream *>(ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(Stream), 'mrtS'));
    LARGE_INTEGER due;

    if (stream == NULL) {
        return NULL;
    }
    due.QuadPart = -10000;
    KeInitializeTimer(&stream->Timer);
    KeInitializeDpc(&stream->Dpc, OnTimer, stream);
    KeSetTimerEx(&stream->Timer, due, 10, &stream->Dpc);
    return stream;
}

static VOID CloseStreamBad(Stream *stream)
{
    KeCancelTimer(&stream->Timer); // want "this does not wait for the timer `stream->Timer`: .* the memory in which it lies is given back meanwhile"
    ExFreePoolWithTag(stream, 'mrtS');
}

extern "C" NTSTATUS Create(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);

    IoGetCurrentIrpStackLocation(Irp)->FileObject->FsContext = OpenStream();
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

extern "C" NTSTATUS Close(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);

    CloseStreamBad(static_cast<Stream *>(IoGetCurrentIrpStackLocation(Irp)->FileObject->FsContext));
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

extern "C" VOID Unload(PDRIVER_OBJECT DriverObject)
{
    KeFlushQueuedDpcs();
    IoDeleteDevice(DriverObject->DeviceObject);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->MajorFunction[IRP_MJ_CREATE] = Create;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = Close;
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
