// What is told of the end of logon sessions, and left.
#include <ntifs.h>

static NTSTATUS OnLogonEnd(PLUID Session)
{
    DbgPrint("%p", Session);
    return STATUS_SUCCESS;
}

static VOID Unload(PDRIVER_OBJECT DriverObject) // want "`Unload` leaves `OnLogonEnd` registered"
{
    UNREFERENCED_PARAMETER(DriverObject);

}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    return SeRegisterLogonSessionTerminatedRoutine(OnLogonEnd);
}
