// Memory that is only read to see whether it is there.
#include <ntifs.h>

NTSTATUS TouchBad(PRKPROCESS Process, PUCHAR Address)
{
    KAPC_STATE state;

    __try {
        KeStackAttachProcess(Process, &state);
        *(volatile UCHAR *)Address;
        KeUnstackDetachProcess(&state);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        DbgPrint("not there");
    }
    return STATUS_SUCCESS; // want "`TouchBad` returns here still attached"
}

static VOID Touch(volatile ULONG *Address)
{
    (VOID)Address[1];
}

NTSTATUS TouchBelowBad(PRKPROCESS Process, PULONG Address)
{
    KAPC_STATE state;

    __try {
        KeStackAttachProcess(Process, &state); // want "`TouchBelowBad` leaves the thread attached"
        Touch(Address);
        KeUnstackDetachProcess(&state);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        DbgPrint("not there");
    }
    return STATUS_SUCCESS;
}

NTSTATUS TouchOk(PRKPROCESS Process, PUCHAR Address)
{
    KAPC_STATE state;

    KeStackAttachProcess(Process, &state);
    __try {
        *(volatile UCHAR *)Address;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        DbgPrint("not there");
    }
    KeUnstackDetachProcess(&state);
    return STATUS_SUCCESS;
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

// It is called with other memory, too.
static ULONG CountAnyModules(PENVIRONMENT Environment)
{
    PLIST_ENTRY first = Environment->Loaded->Modules.Flink;

    return first != &Environment->Loaded->Modules;
}

static PVOID BaseOf(PENVIRONMENT Environment)
{
    return Environment->Base;
}

NTSTATUS ModulesBad(PEPROCESS Process, PULONG Count)
{
    KAPC_STATE state;

    __try {
        KeStackAttachProcess(Process, &state); // want "`ModulesBad` leaves the thread attached"
        *Count = CountModules(PsGetProcessPeb(Process));
        KeUnstackDetachProcess(&state);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return STATUS_SUCCESS;
}

static ULONG FirstModuleBad(PEPROCESS Process)
{
    KAPC_STATE state;
    PENVIRONMENT environment = PsGetProcessPeb(Process);
    PLOADED loaded;
    ULONG found;

    KeStackAttachProcess(Process, &state); // want "`FirstModuleBad` leaves the thread attached"
    loaded = environment->Loaded;
    found = loaded->Modules.Flink != NULL;
    KeUnstackDetachProcess(&state);
    return found;
}

NTSTATUS FirstModule(PEPROCESS Process, PULONG Found)
{
    __try {
        *Found = FirstModuleBad(Process);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return STATUS_SUCCESS;
}

NTSTATUS ModulesOk(PEPROCESS Process, PENVIRONMENT Own, PULONG Count, PVOID *Base)
{
    KAPC_STATE state;

    __try {
        KeStackAttachProcess(Process, &state);
        *Count = CountAnyModules(PsGetProcessPeb(Process));
        *Base = BaseOf(PsGetProcessPeb(Process));
        KeUnstackDetachProcess(&state);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    *Count += CountAnyModules(Own);
    return STATUS_SUCCESS;
}
