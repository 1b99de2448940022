// Exceptions that a handler of the function catches.
#include <ntifs.h>

NTSTATUS CopyBad(HANDLE Id, PVOID User, ULONG Size)
{
    PEPROCESS process;
    ULONG session;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    __try {
        session = PsGetProcessSessionId(process);
        ProbeForWrite(User, Size, 1);
        RtlCopyMemory(User, &session, sizeof(session));
        ObDereferenceObject(process);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode(); // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    return STATUS_SUCCESS;
}

NTSTATUS CopyOk(HANDLE Id, PVOID User, ULONG Size)
{
    PEPROCESS process;
    ULONG session;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    __try {
        session = PsGetProcessSessionId(process);
        ProbeForWrite(User, Size, 1);
        RtlCopyMemory(User, &session, sizeof(session));
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    ObDereferenceObject(process);
    return status;
}

// Nothing raises an exception while there is a reference.
NTSTATUS BeforeOk(HANDLE Id, PVOID User, ULONG Size)
{
    PEPROCESS process;
    ULONG session, copy;
    NTSTATUS status;

    __try {
        ProbeForWrite(User, Size, 1);
        status = PsLookupProcessByProcessId(Id, &process);
        if (!NT_SUCCESS(status)) {
            return status;
        }
        session = PsGetProcessSessionId(process);
        RtlCopyMemory(&copy, &session, sizeof(copy));
        ObDereferenceObject(process);
        RtlCopyMemory(User, &copy, sizeof(copy));
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return STATUS_SUCCESS;
}

NTSTATUS TestedOk(HANDLE Id, PVOID User, ULONG Size)
{
    PEPROCESS process = NULL;
    NTSTATUS status;

    __try {
        status = PsLookupProcessByProcessId(Id, &process);
        if (NT_SUCCESS(status)) {
            ProbeForWrite(User, Size, 1);
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    if (process != NULL) {
        ObDereferenceObject(process);
    }
    return status;
}

static ULONG First(PULONG List)
{
    return List[0];
}

// Plain reads of memory that may not be there.
NTSTATUS FN_Read(HANDLE Id, PULONG User, PULONG Value)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    __try {
        *Value = First(User);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

static NTSTATUS Fill(PVOID User, ULONG Session)
{
    ProbeForWrite(User, sizeof(Session), 1);
    *(PULONG)User = Session;
    return STATUS_SUCCESS;
}

static NTSTATUS FillOwn(PVOID User, ULONG Session)
{
    __try {
        ProbeForWrite(User, sizeof(Session), 1);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return Session == 0 ? STATUS_SUCCESS : STATUS_NOT_FOUND;
}

// A function below raises it.
NTSTATUS BelowBad(HANDLE Id, PVOID User)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    __try {
        status = Fill(User, PsGetProcessSessionId(process));
        ObDereferenceObject(process);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode(); // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    return status;
}

// It handles that itself.
NTSTATUS BelowOk(HANDLE Id, PVOID User)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    __try {
        status = FillOwn(User, PsGetProcessSessionId(process));
        ObDereferenceObject(process);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return status;
}

typedef struct _LOADED {
    LIST_ENTRY Modules;
} LOADED, *PLOADED;

typedef struct _ENVIRONMENT {
    PVOID Base;
    PLOADED Loaded;
} ENVIRONMENT, *PENVIRONMENT;

PVOID PsGetProcessPeb(PEPROCESS Process);

// The program sets these pointers to what it likes.
static ULONG CountModules(PENVIRONMENT Environment)
{
    PLIST_ENTRY entry;
    ULONG count = 0;

    for (entry = Environment->Loaded->Modules.Flink; entry != &Environment->Loaded->Modules; entry = entry->Flink) {
        count++;
    }
    return count;
}

static PVOID BaseOf(PENVIRONMENT Environment)
{
    return Environment->Base;
}

NTSTATUS ModulesBad(HANDLE Id, PULONG Count)
{
    PEPROCESS process;
    KAPC_STATE state;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return STATUS_NOT_FOUND;
    }
    KeStackAttachProcess(process, &state);
    __try {
        *Count = CountModules(PsGetProcessPeb(process));
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        KeUnstackDetachProcess(&state);
        return GetExceptionCode(); // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    KeUnstackDetachProcess(&state);
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

NTSTATUS BaseOk(HANDLE Id, PVOID *Base)
{
    PEPROCESS process;
    KAPC_STATE state;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return STATUS_NOT_FOUND;
    }
    KeStackAttachProcess(process, &state);
    __try {
        *Base = BaseOf(PsGetProcessPeb(process));
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        KeUnstackDetachProcess(&state);
        return GetExceptionCode();
    }
    KeUnstackDetachProcess(&state);
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}
