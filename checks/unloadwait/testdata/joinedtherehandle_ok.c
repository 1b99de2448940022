// The same on the handle.
#include <ntifs.h>

static VOID Probe(PVOID Context)
{
    *(PULONG)Context = 1;
}

static VOID UnloadOk(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    ULONG result = 0;
    HANDLE handle;

    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = UnloadOk;
    if (NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Probe, &result))) {
        ZwWaitForSingleObject(handle, FALSE, NULL);
        ZwClose(handle);
    }
    return result != 0 ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
