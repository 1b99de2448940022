// KeSetEvent returns whether the event was set before: who waits for the thread only then
// hardly ever waits. Both threads are stopped when the handle is closed, before unload.
#include <ntddk.h>

typedef struct _SESSION {
    KEVENT Stop;
    PVOID Reader;
    PVOID Writer;
} SESSION, *PSESSION;

static VOID Read(PVOID Context)
{
    KeWaitForSingleObject(&((PSESSION)Context)->Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Write(PVOID Context)
{
    KeWaitForSingleObject(&((PSESSION)Context)->Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS Start(PKSTART_ROUTINE Routine, PSESSION Session, PVOID *Object)
{
    HANDLE handle;
    NTSTATUS status;

    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Routine, Session);
    if (NT_SUCCESS(status)) {
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, Object, NULL);
        ZwClose(handle);
    }
    return status;
}

static NTSTATUS Open(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PSESSION session = DeviceObject->DeviceExtension;

    KeResetEvent(&session->Stop);
    Start(Read, session, &session->Reader);
    Start(Write, session, &session->Writer);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static VOID StopReader(PSESSION Session)
{
    if (KeSetEvent(&Session->Stop, 0, FALSE) > 0 && Session->Reader) {
        KeWaitForSingleObject(Session->Reader, Executive, KernelMode, FALSE, NULL); // want "`Read` is skipped when `KeSetEvent` returned something not > 0"
        ObDereferenceObject(Session->Reader);
        Session->Reader = NULL;
    }
}

static VOID StopWriter(PSESSION Session)
{
    if (KeSetEvent(&Session->Stop, 0, FALSE) == 0) {
        KdPrint(("the writer did not know yet\n"));
    }
    if (Session->Writer) {
        KeWaitForSingleObject(Session->Writer, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(Session->Writer);
        Session->Writer = NULL;
    }
}

static NTSTATUS Close(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    StopReader(DeviceObject->DeviceExtension);
    StopWriter(DeviceObject->DeviceExtension);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;

    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->MajorFunction[IRP_MJ_CREATE] = Open;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = Close;
    DriverObject->DriverUnload = Unload;
    return IoCreateDevice(DriverObject, sizeof(SESSION), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
}
