// What is told of the end of logon sessions, and taken back.
#include <ntifs.h>

static NTSTATUS OnLogonEnd(PLUID Session)
{
    DbgPrint("%p", Session);
    return STATUS_SUCCESS;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    SeUnregisterLogonSessionTerminatedRoutine(OnLogonEnd);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    return SeRegisterLogonSessionTerminatedRoutine(OnLogonEnd);
}
