// The thread is made and stopped in another file, which never waits.
#include "engine.h"

static VOID UnloadBad(PDRIVER_OBJECT DriverObject) // want "EngineThread"
{
    UNREFERENCED_PARAMETER(DriverObject);

    EngineStop();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = UnloadBad;
    return EngineStart();
}
