// The entry point fails with a registry callback registered: what undoes it at the end, where there is a cookie, is not come to.
#include <ntddk.h>

static LARGE_INTEGER Cookie;

static NTSTATUS OnRegistry(PVOID Context, PVOID Class, PVOID Argument)
{
    DbgPrint("%p %p %p", Context, Class, Argument);
    return STATUS_SUCCESS;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    CmUnRegisterCallback(Cookie);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) // want "`DriverEntry` can fail and leave `OnRegistry` registered"
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\DosDevices\\Watch"), device = RTL_CONSTANT_STRING(L"\\Device\\Watch");
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    status = CmRegisterCallback(OnRegistry, NULL, &Cookie);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = IoDeleteSymbolicLink(&name);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = IoCreateSymbolicLink(&name, &device);
    if (!NT_SUCCESS(status)) {
        if (Cookie.QuadPart != 0) {
            CmUnRegisterCallback(Cookie);
        }
        return status;
    }
    return STATUS_SUCCESS;
}
