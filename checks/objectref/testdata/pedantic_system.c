#include <ntifs.h>

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
