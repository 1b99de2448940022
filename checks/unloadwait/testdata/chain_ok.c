// Unload waits for the manager, the manager for its worker.
#include <ntddk.h>

static PETHREAD Manager;
static PETHREAD Child;
static KEVENT Stop;

static VOID ChildThread(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID ManagerThread(PVOID Context)
{
    HANDLE handle;

    UNREFERENCED_PARAMETER(Context);

    if (NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ChildThread, NULL))) {
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Child, NULL);
        ZwClose(handle);
    }
    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    if (Child != NULL) {
        KeWaitForSingleObject(Child, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(Child);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID UnloadOk(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(Manager, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Manager);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = UnloadOk;
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ManagerThread, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Manager, NULL);
    ZwClose(handle);
    return STATUS_SUCCESS;
}
