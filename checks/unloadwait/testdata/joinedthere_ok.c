// The function that makes the thread also waits for it.
#include <ntddk.h>

static VOID Probe(PVOID Context)
{
    *(PULONG)Context = 1;
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS RunProbe(PULONG Result)
{
    HANDLE handle;
    PVOID object;
    NTSTATUS status;

    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Probe, Result);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &object, NULL);
    ZwClose(handle);
    status = KeWaitForSingleObject(object, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(object);
    return status;
}

static VOID UnloadOk(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    ULONG result = 0;

    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = UnloadOk;
    return RunProbe(&result);
}
