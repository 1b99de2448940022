// A mutex that only has handles closed one after the other, in one function: nobody who could end a wait under it wants it.
#include <ntddk.h>

typedef struct _PORT {
    FAST_MUTEX CloseMutex, OpenMutex, StopMutex, FlushMutex, QueryMutex, ReadMutex;
    KEVENT Drained, Flushed, Asked;
    PVOID Worker;
    LONG Pending;
} PORT;

static VOID Wake(PORT *Port)
{
    KeSetEvent(&Port->Drained, IO_NO_INCREMENT, FALSE);
}

VOID CloseOk(PORT *Port)
{
    LARGE_INTEGER pause = {.QuadPart = -50000000};

    ExAcquireFastMutex(&Port->CloseMutex);
    while (Port->Pending != 0)
        KeDelayExecutionThread(KernelMode, TRUE, &pause);
    KeWaitForSingleObject(&Port->Drained, Executive, KernelMode, FALSE, NULL);
    ExReleaseFastMutex(&Port->CloseMutex);
}

VOID OpenBad(PORT *Port)
{
    ExAcquireFastMutex(&Port->OpenMutex);
    KeWaitForSingleObject(&Port->Drained, Executive, KernelMode, FALSE, NULL); // want "can block here while the fast mutex `Port->OpenMutex` is held"
    ExReleaseFastMutex(&Port->OpenMutex);
}

// Another function wants it, too.
VOID RemoveOk(PORT *Port)
{
    ExAcquireFastMutex(&Port->OpenMutex);
    Port->Pending = 0;
    Wake(Port);
    ExReleaseFastMutex(&Port->OpenMutex);
}

// The next caller waits for it before it wakes this one.
VOID FlushBad(PORT *Port)
{
    ExAcquireFastMutex(&Port->FlushMutex);
    if (Port->Pending++ == 0)
        KeWaitForSingleObject(&Port->Flushed, Executive, KernelMode, FALSE, NULL); // want "can block here while the fast mutex `Port->FlushMutex` is held"
    else
        KeSetEvent(&Port->Flushed, IO_NO_INCREMENT, FALSE);
    ExReleaseFastMutex(&Port->FlushMutex);
}

// A program that asks can't be ended.
VOID QueryBad(PORT *Port)
{
    ExAcquireFastMutex(&Port->QueryMutex);
    KeWaitForSingleObject(&Port->Asked, UserRequest, UserMode, TRUE, NULL); // want "can block here while the fast mutex `Port->QueryMutex` is held"
    ExReleaseFastMutex(&Port->QueryMutex);
}

// The worker stops itself, too, and waits for the mutex then.
VOID StopBad(PORT *Port)
{
    ExAcquireFastMutex(&Port->StopMutex);
    if (Port->Worker != NULL)
        KeWaitForSingleObject(Port->Worker, Executive, KernelMode, FALSE, NULL); // want "can block here while the fast mutex `Port->StopMutex` is held"
    Port->Worker = NULL;
    ExReleaseFastMutex(&Port->StopMutex);
}

static VOID Work(PVOID Context)
{
    StopBad(Context);
}

NTSTATUS StartOk(PORT *Port)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Work, Port);

    if (NT_SUCCESS(status)) {
        ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &Port->Worker, NULL);
        ZwClose(thread);
    }
    return status;
}

// Many may ask at once.
VOID ReadBad(PORT *Port)
{
    ExAcquireFastMutex(&Port->ReadMutex);
    KeWaitForSingleObject(&Port->Drained, Executive, KernelMode, FALSE, NULL); // want "can block here while the fast mutex `Port->ReadMutex` is held"
    ExReleaseFastMutex(&Port->ReadMutex);
}

static NTSTATUS Finish(PIRP Irp)
{
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static NTSTATUS OnClose(PDEVICE_OBJECT Device, PIRP Irp)
{
    PORT *port = Device->DeviceExtension;

    OpenBad(port);
    StartOk(port);
    RemoveOk(port);
    FlushBad(port);
    QueryBad(port);
    CloseOk(port);
    StopBad(port);
    return Finish(Irp);
}

static NTSTATUS OnRead(PDEVICE_OBJECT Device, PIRP Irp)
{
    ReadBad(Device->DeviceExtension);
    return Finish(Irp);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);

    Driver->MajorFunction[IRP_MJ_CLOSE] = OnClose;
    Driver->MajorFunction[IRP_MJ_CLEANUP] = OnClose;
    Driver->MajorFunction[IRP_MJ_READ] = OnRead;
    return STATUS_SUCCESS;
}
