// Gives up after a while, and unloads in any case.
#include <ntddk.h>

typedef struct _GLOBALS {
    PETHREAD Thread;
    KEVENT Stop;
} GLOBALS;

static GLOBALS g;

static VOID Sampler(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&g.Stop, Executive, KernelMode, FALSE, NULL);
}

static VOID UnloadBad(PDRIVER_OBJECT DriverObject)
{
    LARGE_INTEGER timeout = { .QuadPart = -30 * 1000 * 1000 };

    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&g.Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(g.Thread, Executive, KernelMode, FALSE, &timeout); // want "Sampler"
    ObDereferenceObject(g.Thread);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&g.Stop, NotificationEvent, FALSE);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Sampler, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&g.Thread, NULL);
    ZwClose(handle);
    DriverObject->DriverUnload = UnloadBad;
    return STATUS_SUCCESS;
}
