// The join is left to a work item that keeps nothing loaded.
#include <ntddk.h>

static PVOID Thread;
static KEVENT Stop;
static WORK_QUEUE_ITEM Item;

static VOID Run(PVOID Context) { UNREFERENCED_PARAMETER(Context); KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL); }

static VOID Finish(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    KeSetEvent(&Stop, 0, FALSE);
    KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, NULL);
}

static VOID Later(VOID)
{
    ExInitializeWorkItem(&Item, Finish, NULL);
    ExQueueWorkItem(&Item, CriticalWorkQueue);
}

static VOID Unload(PDRIVER_OBJECT DriverObject) // want "`Run` still runs"
{
    UNREFERENCED_PARAMETER(DriverObject);
    Later();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    HANDLE handle;
    NTSTATUS status;

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = Unload;
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, NULL);
    if (NT_SUCCESS(status)) {
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &Thread, NULL);
        ZwClose(handle);
    }
    return status;
}
