// The callback asks a documented routine by the registration's cookie: that takes nothing back.
#include <ntifs.h>

static LARGE_INTEGER Cookie;

static NTSTATUS OnRegistry(PVOID Context, PVOID Class, PVOID Information)
{
    PREG_CREATE_KEY_INFORMATION create = Information;
    PCUNICODE_STRING name;

    UNREFERENCED_PARAMETER(Context);

    if ((REG_NOTIFY_CLASS)(ULONG_PTR)Class == RegNtPreCreateKeyEx && NT_SUCCESS(CmCallbackGetKeyObjectID(&Cookie, create->RootObject, NULL, &name))) {
        DbgPrint("%wZ\n", name);
    }
    return STATUS_SUCCESS;
}

static VOID Unload(PDRIVER_OBJECT DriverObject) // want "`Unload` leaves `OnRegistry` registered"
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNICODE_STRING altitude;

    UNREFERENCED_PARAMETER(RegistryPath);

    RtlInitUnicodeString(&altitude, L"320000");
    DriverObject->DriverUnload = Unload;
    return CmRegisterCallbackEx(OnRegistry, &altitude, DriverObject, NULL, &Cookie, NULL);
}
