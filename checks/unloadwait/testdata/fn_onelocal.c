// Known limit: one local variable holds the handles of both threads, one after the other,
// and they are not told apart: the wait for the first counts for the second.
#include <ntddk.h>

static PVOID First;
static KEVENT Stop;

static VOID RunFirst(PVOID Context)
{
    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
}

static VOID RunSecond(PVOID Context)
{
    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
}

static VOID FN_OneLocal(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    KeSetEvent(&Stop, 0, FALSE);
    KeWaitForSingleObject(First, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(First);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = FN_OneLocal;
    PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, RunFirst, NULL);
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &First, NULL);
    ZwClose(handle);
    PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, RunSecond, NULL);
    ZwClose(handle);
    return STATUS_SUCCESS;
}
