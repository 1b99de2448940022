// A wrapper makes the thread and returns its object.
#include <ntddk.h>

static PETHREAD Thread;
static KEVENT Stop;

static VOID Worker(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static PETHREAD StartThread(PKSTART_ROUTINE Routine, PVOID Context)
{
    PETHREAD thread = NULL;
    HANDLE handle;

    if (!NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Routine, Context))) {
        return NULL;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&thread, NULL);
    ZwClose(handle);
    return thread;
}

static VOID UnloadOk(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Thread);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    Thread = StartThread(Worker, NULL);
    if (Thread == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    DriverObject->DriverUnload = UnloadOk;
    return STATUS_SUCCESS;
}
