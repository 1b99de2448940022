#include <ntifs.h>

extern POBJECT_TYPE *IoDriverObjectType;
NTSTATUS ObReferenceObjectByName(PUNICODE_STRING Name, ULONG Attributes, PACCESS_STATE State, ACCESS_MASK Access, POBJECT_TYPE Type, KPROCESSOR_MODE Mode, PVOID Parse, PVOID *Object);

#define SYSTEM_PID ((HANDLE)4)

// The System process never ends: one reference more keeps nothing.
NTSTATUS Plain(PVOID *Token)
{
    PEPROCESS system;
    NTSTATUS status = PsLookupProcessByProcessId((HANDLE)4, &system);

    if (NT_SUCCESS(status))
        *Token = PsReferencePrimaryToken(system);
    return status; // want "`Plain` returns here with the reference"
}

static PEPROCESS GetSystem(void)
{
    PEPROCESS system;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(SYSTEM_PID, &system)))
        return NULL;
    return system;
}

NTSTATUS ThroughHelper(PVOID *Token)
{
    PEPROCESS system = GetSystem();

    if (system == NULL)
        return STATUS_NOT_FOUND;
    *Token = PsReferencePrimaryToken(system);
    return STATUS_SUCCESS; // want "`ThroughHelper` returns here with the reference"
}

ULONG DiskDriver(void)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Driver\\Disk");
    PDRIVER_OBJECT driver;

    if (!NT_SUCCESS(ObReferenceObjectByName(&name, OBJ_CASE_INSENSITIVE, NULL, 0, *IoDriverObjectType, KernelMode, NULL, (PVOID *)&driver)))
        return 0;
    return driver->Flags; // want "`DiskDriver` returns here with the reference"
}
