// The thread drops its own object; who waits for it has a reference of its own, taken while the thread can't drop its.
#include <ntddk.h>

static PETHREAD ThreadObject;
static KEVENT Stop;
static EX_RUNDOWN_REF Users;

static VOID ThreadOk(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    ExWaitForRundownProtectionRelease(&Users);
    ObDereferenceObject(ThreadObject);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    PETHREAD thread;

    UNREFERENCED_PARAMETER(DriverObject);

    if (!ExAcquireRundownProtection(&Users))
        return;
    thread = ThreadObject;
    ObReferenceObject(thread);
    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    ExReleaseRundownProtection(&Users);
    KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(thread);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeRundownProtection(&Users);
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = Unload;
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadOk, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&ThreadObject, NULL);
    ZwClose(handle);
    return STATUS_SUCCESS;
}
