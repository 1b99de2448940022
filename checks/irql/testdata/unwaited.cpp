// Calls that say that a wait follows.
extern "C" {
#include <ntddk.h>
}

class Signal {
public:
    void Set() { KeSetEvent(&m_event, IO_NO_INCREMENT, TRUE); }
    void SetOnly() { KeSetEvent(&m_event, IO_NO_INCREMENT, FALSE); }
    void Wait() { KeWaitForSingleObject(&m_event, Executive, KernelMode, FALSE, NULL); }

private:
    KEVENT m_event;
};

static Signal Ready, Done;
static KSEMAPHORE Items;

extern "C" NTSTATUS CreateBad(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);

    KeReleaseSemaphore(&Items, 0, 1, TRUE);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS; // want "`CreateBad` goes back to the system here without the wait that `KeReleaseSemaphore` was told to expect"
}

extern "C" NTSTATUS ReadBad(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    NTSTATUS status = DeviceObject->Flags != 0 ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;

    Ready.Set();
    if (NT_SUCCESS(status)) {
        Done.Wait();
    }
    Irp->IoStatus.Status = status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status; // want "`ReadBad` goes back to the system here without the wait that `KeSetEvent` was told to expect"
}

extern "C" NTSTATUS WriteOk(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);

    Ready.Set();
    Done.Wait();
    Ready.SetOnly();
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static void RunBad(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    Ready.Set();
    PsTerminateSystemThread(STATUS_SUCCESS); // want "`RunBad` goes back to the system here without the wait"
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE thread;

    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->MajorFunction[IRP_MJ_CREATE] = CreateBad;
    DriverObject->MajorFunction[IRP_MJ_READ] = ReadBad;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = WriteOk;
    return PsCreateSystemThread(&thread, 0, NULL, NULL, NULL, RunBad, NULL);
}
