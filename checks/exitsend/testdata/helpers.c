// The sending is done in functions of the driver; the flag may or may not go with it.
#include <fltKernel.h>

typedef struct _EVENT_INFO {
    BOOLEAN Create;
    HANDLE ProcessId;
    ULONG Session;
} EVENT_INFO, *PEVENT_INFO;

PFLT_FILTER Filter;
PFLT_PORT ClientPort;

static NTSTATUS Transmit(PVOID Buffer, ULONG Length)
{
    LARGE_INTEGER timeout;

    if (ClientPort == NULL) {
        return STATUS_PORT_DISCONNECTED;
    }
    timeout.QuadPart = -30 * 1000 * 1000;
    return FltSendMessage(Filter, &ClientPort, Buffer, Length, NULL, NULL, &timeout);
}

static VOID ReportProcess(HANDLE ProcessId)
{
    NTSTATUS status;

    status = Transmit(&ProcessId, sizeof(ProcessId));
    if (!NT_SUCCESS(status)) {
        KdPrint(("send: %08x\n", status));
    }
}

static VOID ReportIfCreated(HANDLE ProcessId, BOOLEAN Created)
{
    if (!Created) {
        return;
    }
    Transmit(&ProcessId, sizeof(ProcessId));
}

static VOID ReportEither(HANDLE ProcessId, BOOLEAN Created)
{
    EVENT_INFO info;

    info.Create = Created;
    info.ProcessId = ProcessId;
    info.Session = 0;
    Transmit(&info, sizeof(info));
}

static VOID ReportInfo(PEVENT_INFO Info)
{
    if (Info->Create) {
        Transmit(Info, sizeof(*Info));
    }
}

static VOID ReportExitInfo(PEVENT_INFO Info)
{
    if (!Info->Create) {
        Transmit(Info, sizeof(*Info));
    }
}

static BOOLEAN IsCreate(PPS_CREATE_NOTIFY_INFO CreateInfo)
{
    return (BOOLEAN)(CreateInfo != NULL);
}

static VOID OnCreate(HANDLE ProcessId)
{
    Transmit(&ProcessId, sizeof(ProcessId));
}

static VOID OnExit(HANDLE ProcessId)
{
    UNREFERENCED_PARAMETER(ProcessId);
}

VOID OneDeepBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    if (!Create) {
        Transmit(&ProcessId, sizeof(ProcessId)); // want "FltSendMessage"
    }
}

VOID TwoDeepBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(Create);

    ReportProcess(ProcessId); // want "FltSendMessage"
}

// The helper gets the flag, but sends for both.
VOID FlagPassedBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    ReportEither(ProcessId, Create); // want "FltSendMessage"
}

VOID FlagConstantBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    if (!Create) {
        ReportIfCreated(ProcessId, TRUE); // want "FltSendMessage"
    }
}

VOID FlagInStructBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    EVENT_INFO info;

    UNREFERENCED_PARAMETER(ParentId);

    info.Create = Create;
    info.ProcessId = ProcessId;
    info.Session = 0;
    ReportExitInfo(&info); // want "FltSendMessage"
}

VOID FlagPassedOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    ReportIfCreated(ProcessId, Create);
}

VOID FlagFalseOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    if (Create) {
        ReportIfCreated(ProcessId, TRUE);
    } else {
        ReportIfCreated(ProcessId, FALSE);
    }
}

VOID FlagInStructOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    EVENT_INFO info;

    UNREFERENCED_PARAMETER(ParentId);

    info.Create = Create;
    info.ProcessId = ProcessId;
    info.Session = 0;
    ReportInfo(&info);
}

VOID SplitOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    (Create ? OnCreate : OnExit)(ProcessId);
}

VOID SplitCallsOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    if (Create)
        OnCreate(ProcessId);
    else
        OnExit(ProcessId);
}

VOID PredicateOk(PEPROCESS Process, HANDLE ProcessId, PPS_CREATE_NOTIFY_INFO CreateInfo)
{
    UNREFERENCED_PARAMETER(Process);

    if (!IsCreate(CreateInfo)) {
        return;
    }
    OnCreate(ProcessId);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    PsSetCreateProcessNotifyRoutine(OneDeepBad, FALSE);
    PsSetCreateProcessNotifyRoutine(TwoDeepBad, FALSE);
    PsSetCreateProcessNotifyRoutine(FlagPassedBad, FALSE);
    PsSetCreateProcessNotifyRoutine(FlagConstantBad, FALSE);
    PsSetCreateProcessNotifyRoutine(FlagInStructBad, FALSE);
    PsSetCreateProcessNotifyRoutine(FlagPassedOk, FALSE);
    PsSetCreateProcessNotifyRoutine(FlagFalseOk, FALSE);
    PsSetCreateProcessNotifyRoutine(FlagInStructOk, FALSE);
    PsSetCreateProcessNotifyRoutine(SplitOk, FALSE);
    PsSetCreateProcessNotifyRoutine(SplitCallsOk, FALSE);
    PsSetCreateProcessNotifyRoutineEx(PredicateOk, FALSE);
    return STATUS_SUCCESS;
}
