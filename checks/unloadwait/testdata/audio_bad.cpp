// An audio adapter: the port class driver has the unload routine, and nobody waits for the thread.
#include <portcls.h>

static KEVENT Stop;

static VOID FeedRing(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS StartDevice(PDEVICE_OBJECT Device, PIRP Irp, PRESOURCELIST Resources)
{
    HANDLE handle;

    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    UNREFERENCED_PARAMETER(Resources);
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, FeedRing, NULL); // want "thread"
    if (NT_SUCCESS(status))
        ZwClose(handle);
    return status;
}

static NTSTATUS AddDevice(PDRIVER_OBJECT Driver, PDEVICE_OBJECT Lower)
{
    return PcAddAdapterDevice(Driver, Lower, StartDevice, 4, 0);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    return PcInitializeAdapterDriver(Driver, Path, AddDevice);
}
