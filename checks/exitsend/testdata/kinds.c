// What tells creation from exit, kept as an event code, in tables, in copies of structures.
#include <fltKernel.h>

#define EVENT_START 0x100
#define EVENT_STOP 0x200

typedef struct _RECORD {
    BOOLEAN Create;
    ULONG Kind;
    HANDLE ProcessId;
} RECORD, *PRECORD;

typedef VOID (*HANDLER)(PRECORD Record);

static PFLT_FILTER Filter;
static PFLT_PORT Client;

static VOID Report(PRECORD Record)
{
    FltSendMessage(Filter, &Client, Record, sizeof(*Record), NULL, NULL, NULL);
}

static VOID Count(PRECORD Record)
{
    Record->Kind++;
}

// --- A function makes an event code of the flag.

static ULONG EventOf(BOOLEAN Create)
{
    return Create ? EVENT_START : EVENT_STOP;
}

VOID CodeOk(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record = { Create, EventOf(Create), ProcessId };

    if (record.Kind & EVENT_START)
        Report(&record);
}

VOID CodeBad(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record = { Create, EventOf(Create), ProcessId };

    if (record.Kind & EVENT_STOP)
        Report(&record); // want "FltSendMessage"
}

static VOID Classify(PRECORD Record, BOOLEAN Create)
{
    if (Create)
        Record->Kind = EVENT_START;
    else
        Record->Kind = EVENT_STOP;
}

VOID OutCodeOk(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record;

    Classify(&record, Create);
    if (record.Kind == EVENT_START)
        Report(&record);
}

VOID OutCodeBad(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record;

    Classify(&record, Create);
    if (record.Kind != EVENT_START)
        Report(&record); // want "FltSendMessage"
}

// --- The flag is the index into a table of functions, or chooses a member of one.

static const HANDLER QuietTable[2] = { Count, Report };
static const HANDLER LoudTable[2] = { Report, Count };
static const struct { HANDLER OnStart, OnStop; } Quiet = { Report, Count }, Loud = { Count, Report };

VOID IndexOk(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record = { Create };

    QuietTable[Create ? 1 : 0](&record);
}

VOID IndexBad(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record = { Create };

    LoudTable[Create ? 1 : 0](&record); // want "FltSendMessage"
}

VOID MemberOk(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record = { Create };
    HANDLER handler = Create ? Quiet.OnStart : Quiet.OnStop;

    handler(&record);
}

VOID MemberBad(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record = { Create };

    if (Create)
        Loud.OnStart(&record);
    else
        Loud.OnStop(&record); // want "FltSendMessage"
}

// --- Structures are copied with what is known of their members.

VOID AssignedOk(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record = { 0 };
    RECORD copy;

    record.Create = Create;
    copy = record;
    record.Create = TRUE;
    if (copy.Create)
        Report(&copy);
}

VOID AssignedBad(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record = { 0 };
    RECORD copy;

    record.Create = !Create;
    copy = record;
    record.Create = FALSE;
    if (copy.Create)
        Report(&copy); // want "FltSendMessage"
}

VOID MovedOk(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record, copy;

    record.Create = Create;
    record.ProcessId = ProcessId;
    RtlCopyMemory(&copy, &record, sizeof(record));
    if (copy.Create && record.Create)
        Report(&copy);
}

// --- A function of another component reads the structure that it is handed.

VOID TraceRecord(PRECORD Record);

VOID TracedOk(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record;

    record.Create = Create;
    record.ProcessId = ProcessId;
    TraceRecord(&record);
    if (record.Create)
        Report(&record);
}

// --- It asks whether the thread is ending.

VOID TerminatingOk(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record = { Create };

    if (PsIsThreadTerminating(PsGetCurrentThread()))
        return;
    Report(&record);
}

static VOID ReportUnlessTerminating(PRECORD Record)
{
    if (!PsIsThreadTerminating(PsGetCurrentThread()))
        Report(Record);
}

VOID TerminatingHelperOk(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record = { Create };

    ReportUnlessTerminating(&record);
}

VOID TerminatingBad(HANDLE Parent, HANDLE ProcessId, BOOLEAN Create)
{
    RECORD record = { Create };

    if (PsIsThreadTerminating(PsGetCurrentThread()))
        Report(&record); // want "FltSendMessage"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PsSetCreateProcessNotifyRoutine(CodeOk, FALSE);
    PsSetCreateProcessNotifyRoutine(CodeBad, FALSE);
    PsSetCreateProcessNotifyRoutine(OutCodeOk, FALSE);
    PsSetCreateProcessNotifyRoutine(OutCodeBad, FALSE);
    PsSetCreateProcessNotifyRoutine(IndexOk, FALSE);
    PsSetCreateProcessNotifyRoutine(IndexBad, FALSE);
    PsSetCreateProcessNotifyRoutine(MemberOk, FALSE);
    PsSetCreateProcessNotifyRoutine(MemberBad, FALSE);
    PsSetCreateProcessNotifyRoutine(AssignedOk, FALSE);
    PsSetCreateProcessNotifyRoutine(AssignedBad, FALSE);
    PsSetCreateProcessNotifyRoutine(MovedOk, FALSE);
    PsSetCreateProcessNotifyRoutine(TracedOk, FALSE);
    PsSetCreateProcessNotifyRoutine(TerminatingOk, FALSE);
    PsSetCreateProcessNotifyRoutine(TerminatingHelperOk, FALSE);
    return PsSetCreateProcessNotifyRoutine(TerminatingBad, FALSE);
}
