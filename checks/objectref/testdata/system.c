#include <ntifs.h>

#define SYSTEM_PID ((HANDLE)4)

static const ULONG SystemId = 4;
static HANDLE Chosen = (HANDLE)4;
VOID FindOther(PHANDLE Id);

// The System process never ends: one reference more keeps nothing.
NTSTATUS Plain(PVOID *Token)
{
    PEPROCESS system;
    NTSTATUS status = PsLookupProcessByProcessId((HANDLE)4, &system);

    if (NT_SUCCESS(status))
        *Token = PsReferencePrimaryToken(system);
    return status;
}

NTSTATUS Named(PVOID *Token)
{
    PEPROCESS system;
    NTSTATUS status = PsLookupProcessByProcessId(SYSTEM_PID, &system);

    if (NT_SUCCESS(status))
        *Token = PsReferencePrimaryToken(system);
    return status;
}

NTSTATUS InVariable(PVOID *Token)
{
    HANDLE id = (HANDLE)4;
    PEPROCESS system;
    NTSTATUS status = PsLookupProcessByProcessId(id, &system);

    if (NT_SUCCESS(status))
        *Token = PsReferencePrimaryToken(system);
    return status;
}

NTSTATUS Converted(PVOID *Token)
{
    PEPROCESS system;
    NTSTATUS status = PsLookupProcessByProcessId(ULongToHandle(4), &system);

    if (NT_SUCCESS(status))
        *Token = PsReferencePrimaryToken(system);
    return status;
}

NTSTATUS Constant(PVOID *Token)
{
    PEPROCESS system;
    NTSTATUS status = PsLookupProcessByProcessId((HANDLE)(ULONG_PTR)SystemId, &system);

    if (NT_SUCCESS(status))
        *Token = PsReferencePrimaryToken(system);
    return status;
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
    return STATUS_SUCCESS;
}

NTSTATUS EitherBad(PVOID *Token, BOOLEAN Other)
{
    HANDLE id = (HANDLE)4;
    PEPROCESS process;
    NTSTATUS status;

    if (Other)
        id = PsGetCurrentProcessId();
    status = PsLookupProcessByProcessId(id, &process);
    if (NT_SUCCESS(status))
        *Token = PsReferencePrimaryToken(process);
    return status; // want "`EitherBad` returns here with the reference"
}

NTSTATUS SetElsewhereBad(PVOID *Token)
{
    HANDLE id = (HANDLE)4;
    PEPROCESS process;
    NTSTATUS status;

    FindOther(&id);
    status = PsLookupProcessByProcessId(id, &process);
    if (NT_SUCCESS(status))
        *Token = PsReferencePrimaryToken(process);
    return status; // want "`SetElsewhereBad` returns here with the reference"
}

NTSTATUS ChangedBad(PVOID *Token)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Chosen, &process);

    if (NT_SUCCESS(status))
        *Token = PsReferencePrimaryToken(process);
    return status; // want "`ChangedBad` returns here with the reference"
}
