// File objects, events, processes and other threads keep no code of ours loaded.
#include <ntddk.h>

static PFILE_OBJECT File;
static PKEVENT SharedEvent;
static PEPROCESS Client;
static PETHREAD Peer;
static KEVENT Stop;

static VOID ThreadOk(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(File);
    ObDereferenceObject(SharedEvent);
    ObDereferenceObject(Client);
    ObfDereferenceObject(Peer);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNICODE_STRING beep = RTL_CONSTANT_STRING(L"\\Device\\Beep");
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\BaseNamedObjects\\Shared");
    PDEVICE_OBJECT device;
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = Unload;
    status = IoGetDeviceObjectPointer(&beep, FILE_READ_DATA, &File, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    SharedEvent = IoCreateNotificationEvent(&name, &handle);
    if (SharedEvent == NULL) {
        ObDereferenceObject(File);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    ObReferenceObject(SharedEvent);
    ZwClose(handle);
    Client = PsGetCurrentProcess();
    ObReferenceObject(Client);
    Peer = PsGetCurrentThread();
    ObReferenceObject(Peer);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadOk, NULL);
    if (!NT_SUCCESS(status)) {
        ObDereferenceObject(Peer);
        ObDereferenceObject(Client);
        ObDereferenceObject(SharedEvent);
        ObDereferenceObject(File);
        return status;
    }
    ZwClose(handle);
    return STATUS_SUCCESS;
}
