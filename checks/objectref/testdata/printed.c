// Functions of the driver's own that print what they are given.
#include <ntifs.h>
#include <ntstrsafe.h>
#include <stdarg.h>

static PVOID Last;

static VOID Log(ULONG Level, PCSTR Format, ...)
{
    CHAR text[128];
    va_list list;

    if (Level > 3) {
        return;
    }
    va_start(list, Format);
    RtlStringCbVPrintfA(text, sizeof(text), Format, list);
    va_end(list);
    DbgPrint("%s", text);
}

static VOID Hand(PCSTR Format, va_list List)
{
    CHAR text[128];

    _vsnprintf(text, sizeof(text), Format, List);
    DbgPrint("%s", text);
}

static VOID Deeper(PCSTR Format, ...)
{
    va_list list;

    va_start(list, Format);
    Hand(Format, list);
    va_end(list);
}

// What a release leaves of it.
static VOID Silent(PCSTR Format, ...)
{
    UNREFERENCED_PARAMETER(Format);
}

static VOID Remember(ULONG Count, ...)
{
    va_list list;

    va_start(list, Count);
    Last = va_arg(list, PVOID);
    va_end(list);
}

static VOID Pick(va_list List)
{
    PVOID one = va_arg(List, PVOID);

    ObDereferenceObject(one);
}

static VOID Drop(ULONG Count, ...)
{
    va_list list;

    va_start(list, Count);
    Pick(list);
    va_end(list);
}

ULONG LogBad(HANDLE Id)
{
    PEPROCESS process;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return 0;
    }
    Log(1, "%p", process);
    return PsGetProcessSessionId(process); // want "the reference that `PsLookupProcessByProcessId` has taken: nobody can drop it"
}

ULONG DeeperBad(HANDLE Id)
{
    PEPROCESS process;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return 0;
    }
    Deeper("%p", process);
    Silent("%p", process);
    return PsGetProcessSessionId(process); // want "the reference that `PsLookupProcessByProcessId` has taken: nobody can drop it"
}

// The call that is left out drops nothing.
ULONG UnderConditionBad(HANDLE Id, BOOLEAN Verbose)
{
    PEPROCESS process;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return 0;
    }
    if (Verbose) {
        Log(2, "%p", process);
    }
    return PsGetProcessSessionId(process); // want "the reference that `PsLookupProcessByProcessId` has taken: nobody can drop it"
}

ULONG RememberedOk(HANDLE Id)
{
    PEPROCESS process;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return 0;
    }
    Remember(1, process);
    return PsGetProcessSessionId(process);
}

ULONG DroppedOk(HANDLE Id)
{
    PEPROCESS process;
    ULONG session;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return 0;
    }
    session = PsGetProcessSessionId(process);
    Drop(1, process);
    return session;
}
