// The wait is left out where there is no extension: then there is no thread in it.
#include <ntddk.h>

typedef struct _EXTENSION {
    KEVENT Stop;
    PETHREAD Thread;
} EXTENSION, *PEXTENSION;

static PEXTENSION Extension;

static VOID Worker(PVOID Context)
{
    PEXTENSION extension = Context;

    KeWaitForSingleObject(&extension->Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    if (Extension != NULL) {
        KeSetEvent(&Extension->Stop, IO_NO_INCREMENT, FALSE);
        KeWaitForSingleObject(Extension->Thread, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(Extension->Thread);
    }
}

static VOID Allocate(VOID)
{
    Extension = ExAllocatePoolWithTag(NonPagedPool, sizeof(EXTENSION), 'txeE');
}

static NTSTATUS Start(PEXTENSION Target)
{
    HANDLE handle;
    NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Worker, Target);

    if (NT_SUCCESS(status)) {
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Target->Thread, NULL);
        ZwClose(handle);
    }
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = Unload;
    Allocate();
    if (Extension == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    KeInitializeEvent(&Extension->Stop, NotificationEvent, FALSE);
    return Start(Extension);
}
