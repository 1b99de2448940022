// The handle is turned into an object only to wait for it, in a helper.
#include <ntddk.h>

typedef struct _WORKER {
    HANDLE Handle;
    KEVENT Stop;
} WORKER, *PWORKER;

static WORKER Ticker;

static VOID Worker(PVOID Context)
{
    PWORKER worker = Context;

    KeWaitForSingleObject(&worker->Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS WorkerStart(PWORKER Self)
{
    KeInitializeEvent(&Self->Stop, NotificationEvent, FALSE);
    return PsCreateSystemThread(&Self->Handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Worker, Self);
}

static VOID WorkerStop(PWORKER Self)
{
    PVOID object;
    NTSTATUS status;

    KeSetEvent(&Self->Stop, IO_NO_INCREMENT, FALSE);
    status = ObReferenceObjectByHandle(Self->Handle, SYNCHRONIZE, *PsThreadType, KernelMode, &object, NULL);
    if (NT_SUCCESS(status)) {
        KeWaitForSingleObject(object, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(object);
    }
    ZwClose(Self->Handle);
}

static VOID UnloadOk(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    WorkerStop(&Ticker);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = UnloadOk;
    return WorkerStart(&Ticker);
}
