// Three threads are stopped when the handle is closed, before unload, with a wait that has
// a limit. Only where nobody can learn that it gave up is that the end of the matter.
#include <ntddk.h>

typedef struct _SESSION {
    KEVENT Stop;
    BOOLEAN Stopping;
    BOOLEAN Stuck;
    PVOID Reader;
    PVOID Writer;
    PVOID Prober;
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

static VOID Probe(PVOID Context)
{
    KeWaitForSingleObject(&((PSESSION)Context)->Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Start(PKSTART_ROUTINE Routine, PSESSION Session, PVOID *Object)
{
    HANDLE handle;

    if (NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Routine, Session))) {
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, Object, NULL);
        ZwClose(handle);
    }
}

static NTSTATUS Open(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PSESSION session = DeviceObject->DeviceExtension;

    Start(Read, session, &session->Reader);
    Start(Write, session, &session->Writer);
    Start(Probe, session, &session->Prober);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static VOID StopReader(PSESSION Session)
{
    LARGE_INTEGER second;

    second.QuadPart = -10 * 1000 * 1000;
    Session->Stopping = TRUE;
    KeSetEvent(&Session->Stop, 0, FALSE);
    if (KeWaitForSingleObject(Session->Reader, Executive, KernelMode, FALSE, &second) == STATUS_TIMEOUT) { // want "`Read` gives up"
        KdPrint(("the reader hangs\n"));
    }
    ObDereferenceObject(Session->Reader);
}

static NTSTATUS StopWriter(PSESSION Session)
{
    LARGE_INTEGER second;

    second.QuadPart = -10 * 1000 * 1000;
    KeSetEvent(&Session->Stop, 0, FALSE);
    return KeWaitForSingleObject(Session->Writer, Executive, KernelMode, FALSE, &second);
}

static VOID StopProber(PSESSION Session)
{
    LARGE_INTEGER second;

    second.QuadPart = -10 * 1000 * 1000;
    KeSetEvent(&Session->Stop, 0, FALSE);
    if (KeWaitForSingleObject(Session->Prober, Executive, KernelMode, FALSE, &second) == STATUS_TIMEOUT) {
        Session->Stuck = TRUE;
    }
}

static NTSTATUS Close(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    StopReader(DeviceObject->DeviceExtension);
    while (StopWriter(DeviceObject->DeviceExtension) == STATUS_TIMEOUT) {
        KdPrint(("the writer hangs\n"));
    }
    StopProber(DeviceObject->DeviceExtension);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    PSESSION session = DriverObject->DeviceObject->DeviceExtension;

    if (session->Stuck) {
        return;
    }
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
