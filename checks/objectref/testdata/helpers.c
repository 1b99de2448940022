// References that a function of the driver hands up, that is kept in a number, or whose object is only looked at.
#include <fltKernel.h>

NTSTATUS PsLookupProcessByProcessId(ULONG Id, PVOID *Process); // as old code declares it
NTSTATUS PsReferenceProcessFilePointer(PEPROCESS Process, PVOID *File);

typedef struct _RULE {
    LIST_ENTRY Entry;
    UNICODE_STRING Name;
    ULONG Uses;
} RULE, *PRULE;

static LIST_ENTRY Rules;
static PVOID Last;

static PVOID FindProcess(ULONG Id)
{
    PVOID process = NULL;

    if (NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return process;
    }
    return NULL;
}

VOID WalkBad(VOID)
{
    ULONG id;

    for (id = 4; id < 4096; id += 4) {
        PEPROCESS process = FindProcess(id);
        if (process != NULL) {
            DbgPrint("%p\n", PsGetProcessId(process));
        }
    }
} // want "`WalkBad` returns here"

VOID WalkOk(VOID)
{
    ULONG id;

    for (id = 4; id < 4096; id += 4) {
        PEPROCESS process = FindProcess(id);
        if (process != NULL) {
            DbgPrint("%p\n", PsGetProcessId(process));
            ObDereferenceObject(process);
        }
    }
}

static NTSTATUS Open(ULONG Id, PEPROCESS *Process)
{
    NTSTATUS status = PsLookupProcessByProcessId(Id, (PVOID *)Process);

    if (!NT_SUCCESS(status)) {
        DbgPrint("no process %u\n", Id);
    }
    return status;
}

static BOOLEAN OpenLiving(ULONG Id, PEPROCESS *Process)
{
    PEPROCESS process;

    if (!NT_SUCCESS(Open(Id, &process))) {
        return FALSE;
    }
    if (PsGetProcessExitStatus(process) != STATUS_PENDING) {
        ObDereferenceObject(process);
        return FALSE;
    }
    *Process = process;
    return TRUE;
}

HANDLE StatusBad(ULONG Id)
{
    PEPROCESS process;

    if (!NT_SUCCESS(Open(Id, &process))) {
        return NULL;
    }
    return PsGetProcessId(process); // want "`StatusBad` returns here with the reference that `Open` has taken"
}

HANDLE TruthBad(ULONG Id, BOOLEAN Wanted)
{
    PEPROCESS process;
    HANDLE id;

    if (!OpenLiving(Id, &process)) {
        return NULL;
    }
    if (!Wanted) {
        return NULL; // want "`TruthBad` returns here with the reference that `OpenLiving` has taken, which is dropped on another way"
    }
    id = PsGetProcessId(process);
    ObDereferenceObject(process);
    return id;
}

HANDLE TruthOk(ULONG Id)
{
    PEPROCESS process;
    HANDLE id = NULL;

    if (OpenLiving(Id, &process) == TRUE) {
        id = PsGetProcessId(process);
        ObDereferenceObject(process);
    }
    return id;
}

// Finds what it has found before: who calls it does not get a reference each time.
static PVOID CachedProcess(ULONG Id)
{
    PVOID process;

    if (Last != NULL) {
        return Last;
    }
    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return NULL;
    }
    Last = process;
    return process;
}

HANDLE CachedOk(ULONG Id)
{
    PEPROCESS process = CachedProcess(Id);

    return process != NULL ? PsGetProcessId(process) : NULL;
}

BOOLEAN NumberBad(ULONG Id)
{
    ULONG_PTR process;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, (PVOID *)&process))) {
        return FALSE;
    }
    return *(PULONG)(process + 0x28) == 4; // want "`NumberBad` returns here"
}

// What is returned is read from the object, or is whether something holds.
BOOLEAN ComparedBad(ULONG Id, PEPROCESS Other)
{
    PEPROCESS process;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, (PVOID *)&process))) {
        return FALSE;
    }
    return process == Other; // want "`ComparedBad` returns here"
}

VOID FileBad(ULONG Id)
{
    PEPROCESS process;
    PFILE_OBJECT file;

    if (NT_SUCCESS(PsLookupProcessByProcessId(Id, (PVOID *)&process))) {
        if (NT_SUCCESS(PsReferenceProcessFilePointer(process, (PVOID *)&file))) {
            DbgPrint("%wZ\n", &file->FileName);
        }
        ObDereferenceObject(process);
    }
} // want "`FileBad` returns here with the reference that `PsReferenceProcessFilePointer` has taken"

static BOOLEAN Matches(PUNICODE_STRING Name, PCUNICODE_STRING Pattern)
{
    PUNICODE_STRING name = Name;

    return _wcsnicmp(&name->Buffer[1], Pattern->Buffer, 4) == 0;
}

// A place in the object is handed to routines that look at it.
BOOLEAN MemberBad(PFLT_CALLBACK_DATA Data, PCUNICODE_STRING Pattern)
{
    PFLT_FILE_NAME_INFORMATION info;
    ANSI_STRING text;

    if (!NT_SUCCESS(FltGetFileNameInformation(Data, FLT_FILE_NAME_NORMALIZED, &info))) {
        return FALSE;
    }
    if (Matches(&info->Name, Pattern)) {
        return TRUE; // want "the reference that `FltGetFileNameInformation` has taken"
    }
    if (NT_SUCCESS(RtlUnicodeStringToAnsiString(&text, &info->Name, TRUE))) {
        DbgPrint("%Z\n", &text);
        RtlFreeAnsiString(&text);
    }
    FltReleaseFileNameInformation(info);
    return FALSE;
}

NTSTATUS LinkedOk(PFLT_INSTANCE Instance, PUNICODE_STRING Name)
{
    PRULE rule;
    NTSTATUS status = FltGetInstanceContext(Instance, (PFLT_CONTEXT *)&rule);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    RtlCopyUnicodeString(Name, &rule->Name);
    InsertTailList(&Rules, &rule->Entry);
    return STATUS_SUCCESS;
}

// A name is no second pointer that the call gives.
BOOLEAN NamedBad(PFLT_FILTER Filter, PULONG Bytes)
{
    UNICODE_STRING name;
    PFLT_VOLUME volume;

    RtlInitUnicodeString(&name, L"\\Device\\HarddiskVolume1");
    if (!NT_SUCCESS(FltGetVolumeFromName(Filter, &name, &volume))) {
        return FALSE;
    }
    return NT_SUCCESS(FltGetVolumeName(volume, NULL, Bytes)); // want "the reference that `FltGetVolumeFromName` has taken"
}

// A call that succeeds gives both pointers.
NTSTATUS BothOk(PUNICODE_STRING Name)
{
    PFILE_OBJECT file = NULL;
    PDEVICE_OBJECT device = NULL;
    NTSTATUS status = IoGetDeviceObjectPointer(Name, FILE_READ_DATA, &file, &device);

    if (!NT_SUCCESS(status) || device == NULL) {
        return STATUS_NOT_FOUND;
    }
    ObDereferenceObject(file);
    return STATUS_SUCCESS;
}

NTSTATUS Prepare(ULONG Flags);

// A guard for as long as the function runs.
NTSTATUS GuardBad(PDEVICE_OBJECT Device, ULONG Flags)
{
    ObReferenceObject(Device);
    if (!NT_SUCCESS(Prepare(Flags))) {
        return STATUS_UNSUCCESSFUL; // want "`GuardBad` returns here with the reference that `ObReferenceObject` has taken, which is dropped on another way"
    }
    DbgPrint("%p\n", Device);
    ObDereferenceObject(Device);
    return STATUS_SUCCESS;
}

// What has begun keeps the reference.
NTSTATUS BegunOk(PDEVICE_OBJECT Device, ULONG Flags)
{
    ObReferenceObject(Device);
    if (!NT_SUCCESS(Prepare(Flags))) {
        ObDereferenceObject(Device);
        return STATUS_UNSUCCESSFUL;
    }
    return STATUS_SUCCESS;
}

NTSTATUS StoredOk(PRULE Rule, PDEVICE_OBJECT Device, PDEVICE_OBJECT *To)
{
    ObReferenceObject(Device);
    *To = Device;
    if (Rule->Uses == 0) {
        return STATUS_UNSUCCESSFUL;
    }
    ObDereferenceObject(Device);
    return STATUS_SUCCESS;
}

// A function that loses some gives one all the same.
static PEPROCESS FindGuiBad(VOID)
{
    PEPROCESS process;
    ULONG id;

    for (id = 4; id < 4096; id += 4) {
        if (NT_SUCCESS(PsLookupProcessByProcessId(id, (PVOID *)&process))) {
            if (PsGetProcessSessionId(process) != 0) {
                return process;
            }
        }
    }
    return NULL; // want "`FindGuiBad` returns here"
}

VOID LookAtGuiBad(PKAPC_STATE State)
{
    PEPROCESS process = FindGuiBad();

    if (process == NULL) {
        return;
    }
    KeStackAttachProcess(process, State);
    KeUnstackDetachProcess(State);
} // want "`LookAtGuiBad` returns here"

// A variable that is NULL where there is no reference tells the caller as well.
static PEPROCESS FindOrNull(ULONG Id)
{
    PEPROCESS process = NULL;

    PsLookupProcessByProcessId(Id, (PVOID *)&process);
    return process;
}

static PEPROCESS FindAny(PULONG Ids, ULONG Count)
{
    PEPROCESS process = NULL;
    ULONG i;

    for (i = 0; i < Count; i++) {
        if (Ids[i] != 0) {
            if (!NT_SUCCESS(PsLookupProcessByProcessId(Ids[i], (PVOID *)&process))) {
                DbgPrint("no process\n");
            }
            break;
        }
    }
    return process;
}

// Not so one that is dropped before.
static PEPROCESS FindDropped(ULONG Id)
{
    PEPROCESS process = NULL;

    if (NT_SUCCESS(PsLookupProcessByProcessId(Id, (PVOID *)&process))) {
        ObDereferenceObject(process);
    }
    return process;
}

ULONG SessionBad(ULONG Id)
{
    PEPROCESS process = FindOrNull(Id);

    if (process == NULL) {
        return 0;
    }
    return PsGetProcessSessionId(process); // want "`SessionBad` returns here with the reference that `FindOrNull` has taken"
}

VOID PrintBad(PULONG Ids, ULONG Count)
{
    DbgPrint("%p\n", FindAny(Ids, Count));
} // want "`PrintBad` returns here with the reference that `FindAny` has taken"

ULONG SessionOk(ULONG Id)
{
    PEPROCESS process = FindDropped(Id);

    return process == NULL ? 0 : PsGetProcessSessionId(process);
}

// Finds a context, makes one, or gets that which somebody else has just set: the caller has to release it.
static NTSTATUS FindOrMake(PCFLT_RELATED_OBJECTS Objects, PFLT_FILTER Filter, PFLT_CONTEXT *Context)
{
    PFLT_CONTEXT context, old = NULL;
    NTSTATUS status;

    *Context = NULL;
    status = FltGetStreamContext(Objects->Instance, Objects->FileObject, &context);
    if (status == STATUS_NOT_FOUND) {
        status = FltAllocateContext(Filter, FLT_STREAM_CONTEXT, 64, PagedPool, &context);
        if (!NT_SUCCESS(status)) {
            return status;
        }
        status = FltSetStreamContext(Objects->Instance, Objects->FileObject, FLT_SET_CONTEXT_KEEP_IF_EXISTS, context, &old);
        if (!NT_SUCCESS(status)) {
            FltReleaseContext(context);
            if (status != STATUS_FLT_CONTEXT_ALREADY_DEFINED) {
                return status;
            }
            context = old;
            status = STATUS_SUCCESS;
        }
    } else if (!NT_SUCCESS(status)) {
        return status;
    }
    *Context = context;
    return STATUS_SUCCESS;
}

NTSTATUS UseContextBad(PCFLT_RELATED_OBJECTS Objects, PFLT_FILTER Filter, ULONG Size)
{
    PFLT_CONTEXT context;
    NTSTATUS status = FindOrMake(Objects, Filter, &context);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (Size == 0) {
        return STATUS_INVALID_PARAMETER; // want "`UseContextBad` returns here with the reference that `FindOrMake` has taken"
    }
    RtlZeroMemory(context, Size);
    FltReleaseContext(context);
    return STATUS_SUCCESS;
}

// Succeeds without one, too.
static NTSTATUS FindPerhaps(PCFLT_RELATED_OBJECTS Objects, PFLT_CONTEXT *Context)
{
    PFLT_CONTEXT context;

    *Context = NULL;
    if (Objects->FileObject == NULL) {
        return STATUS_SUCCESS;
    }
    if (NT_SUCCESS(FltGetStreamContext(Objects->Instance, Objects->FileObject, &context))) {
        *Context = context;
        return STATUS_SUCCESS;
    }
    return STATUS_NOT_FOUND;
}

NTSTATUS UsePerhapsOk(PCFLT_RELATED_OBJECTS Objects, PULONG Present)
{
    PFLT_CONTEXT context;
    NTSTATUS status = FindPerhaps(Objects, &context);

    if (NT_SUCCESS(status)) {
        *Present = context != NULL;
    }
    return status;
}
