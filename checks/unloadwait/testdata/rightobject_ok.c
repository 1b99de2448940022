// One variable is a handle first and the object afterwards; a helper waits for what it is given.
#include <ntddk.h>

static PVOID Thread;
static KEVENT Stop;

static VOID Run(PVOID Context) { UNREFERENCED_PARAMETER(Context); KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL); }

static VOID WaitFor(PVOID Object)
{
    KeWaitForSingleObject(Object, Executive, KernelMode, FALSE, NULL);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    KeSetEvent(&Stop, 0, FALSE);
    WaitFor(Thread);
    WaitFor(&Stop);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;

    UNREFERENCED_PARAMETER(RegistryPath);
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = Unload;
    if (NT_SUCCESS(PsCreateSystemThread(&Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, NULL))) {
        handle = Thread;
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &Thread, NULL);
        ZwClose(handle);
    }
    return STATUS_SUCCESS;
}
