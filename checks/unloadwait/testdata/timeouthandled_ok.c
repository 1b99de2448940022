// After a second it says so, and then waits without limit.
#include <ntddk.h>

static PETHREAD Thread;
static KEVENT Stop;

static VOID Worker(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID UnloadOk(PDRIVER_OBJECT DriverObject)
{
    LARGE_INTEGER second;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(DriverObject);

    second.QuadPart = -10 * 1000 * 1000;
    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    status = KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, &second);
    if (status == STATUS_TIMEOUT) {
        DbgPrint("the worker is busy\n");
        KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, NULL);
    }
    ObDereferenceObject(Thread);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = UnloadOk;
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Worker, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Thread, NULL);
    ZwClose(handle);
    return STATUS_SUCCESS;
}
