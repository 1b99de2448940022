// A library that is not here is given the callback, or where the registration is kept: it may take it back.
#include <ntifs.h>

VOID LibForget(PVOID Callback);
VOID LibClose(PLARGE_INTEGER Where);

static LARGE_INTEGER Cookie;

static VOID OnProcess(HANDLE Parent, HANDLE Id, BOOLEAN Create) { DbgPrint("%p %p %d", Parent, Id, Create); }
static NTSTATUS OnRegistry(PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p", Context, First, Second); return STATUS_SUCCESS; }

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    LibForget(OnProcess);
    LibClose(&Cookie);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = Unload;
    if (!NT_SUCCESS(PsSetCreateProcessNotifyRoutine(OnProcess, FALSE)) || !NT_SUCCESS(CmRegisterCallback(OnRegistry, NULL, &Cookie))) {
        DbgPrint("not all callbacks are there\n");
    }
    return STATUS_SUCCESS;
}
