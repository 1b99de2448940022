// The status of a registration: ignored, looked at, kept, handed on.
#include <ntddk.h>

VOID ProcessNotify(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create);
VOID ProcessNotifyEx(PEPROCESS Process, HANDLE ProcessId, PPS_CREATE_NOTIFY_INFO CreateInfo);
VOID ThreadNotify(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create);
VOID ImageNotify(PUNICODE_STRING Name, HANDLE ProcessId, PIMAGE_INFO Info);
VOID Log(PCSTR Text, ...);

typedef struct _STATE {
    NTSTATUS Registered;
    BOOLEAN Active;
} STATE;

static STATE State;
static NTSTATUS LastStatus;

#define IFERR_RETURN(call) do { NTSTATUS s_ = (call); if (!NT_SUCCESS(s_)) return s_; } while (0)
#define LOG_IF_FAILED(s) ((void)(NT_SUCCESS(s) ? 0 : (Log("failed: %x", (s)), 0)))

VOID DroppedBad(VOID)
{
    PsSetCreateProcessNotifyRoutine(ProcessNotify, FALSE); // want "`PsSetCreateProcessNotifyRoutine` is ignored.*`ProcessNotify`"
}

VOID DiscardedOk(VOID)
{
    (VOID)PsSetLoadImageNotifyRoutine(ImageNotify);
}

VOID UnreferencedOk(VOID)
{
    NTSTATUS status = PsSetLoadImageNotifyRoutine(ImageNotify);

    UNREFERENCED_PARAMETER(status);
}

NTSTATUS OverwrittenBad(VOID)
{
    NTSTATUS status;

    status = PsSetCreateThreadNotifyRoutine(ThreadNotify); // want "PsSetCreateThreadNotifyRoutine"
    status = STATUS_SUCCESS;
    return status;
}

NTSTATUS OneOfTwoBad(VOID)
{
    NTSTATUS status = PsSetCreateProcessNotifyRoutineEx(ProcessNotifyEx, FALSE); // want "PsSetCreateProcessNotifyRoutineEx"

    status = PsSetLoadImageNotifyRoutine(ImageNotify);
    return status;
}

NTSTATUS ReturnedOk(VOID)
{
    return PsSetCreateProcessNotifyRoutine(ProcessNotify, FALSE);
}

NTSTATUS TestedOk(VOID)
{
    NTSTATUS status = PsSetLoadImageNotifyRoutine(ImageNotify);

    if (!NT_SUCCESS(status)) {
        Log("no images");
    }
    return STATUS_SUCCESS;
}

VOID TestedAtOnceOk(VOID)
{
    State.Active = NT_SUCCESS(PsSetCreateThreadNotifyRoutine(ThreadNotify));
}

VOID ComparedOk(VOID)
{
    if (PsSetCreateThreadNotifyRoutine(ThreadNotify) != STATUS_SUCCESS) {
        Log("no threads");
    }
}

VOID KeptInStructureOk(VOID)
{
    State.Registered = PsSetCreateProcessNotifyRoutine(ProcessNotify, FALSE);
}

VOID KeptInGlobalOk(VOID)
{
    LastStatus = PsSetCreateProcessNotifyRoutine(ProcessNotify, FALSE);
}

NTSTATUS TestedLaterOk(BOOLEAN More)
{
    NTSTATUS process, image = STATUS_SUCCESS;

    process = PsSetCreateProcessNotifyRoutine(ProcessNotify, FALSE);
    if (More) {
        image = PsSetLoadImageNotifyRoutine(ImageNotify);
    }
    if (!NT_SUCCESS(image)) {
        return image;
    }
    return process;
}

NTSTATUS MacroOk(VOID)
{
    IFERR_RETURN(PsSetCreateProcessNotifyRoutine(ProcessNotify, FALSE));
    IFERR_RETURN(PsSetLoadImageNotifyRoutine(ImageNotify));
    return STATUS_SUCCESS;
}

VOID LogMacroOk(VOID)
{
    NTSTATUS status = PsSetLoadImageNotifyRoutine(ImageNotify);

    LOG_IF_FAILED(status);
}

VOID RemovedOk(VOID)
{
    PsSetCreateProcessNotifyRoutine(ProcessNotify, TRUE);
    PsSetCreateProcessNotifyRoutineEx(ProcessNotifyEx, TRUE);
    PsRemoveLoadImageNotifyRoutine(ImageNotify);
    PsRemoveCreateThreadNotifyRoutine(ThreadNotify);
}

// Whether this registers or removes is the caller's affair.
VOID SwitchOk(BOOLEAN Enable)
{
    PsSetCreateProcessNotifyRoutine(ProcessNotify, !Enable);
}

NTSTATUS LoopOk(VOID)
{
    NTSTATUS status = STATUS_UNSUCCESSFUL;
    int i;

    for (i = 0; i < 3 && !NT_SUCCESS(status); i++) {
        status = PsSetLoadImageNotifyRoutine(ImageNotify);
    }
    return STATUS_SUCCESS;
}

static VOID Silent(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(ThreadId);
    UNREFERENCED_PARAMETER(Create);
}

static VOID Print(PCSTR Text, HANDLE Id)
{
    HANDLE here = PsGetCurrentProcessId();

    DbgPrint("%s %p, %p\n", Text, Id, here);
}

static VOID Talks(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);
    if (Create) {
        Print("created", ThreadId);
    }
}

static VOID Counts(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(ThreadId);
    State.Active = Create;
}

// What is registered does nothing: nothing is lost.
VOID IdleRoutineOk(VOID)
{
    PsSetCreateThreadNotifyRoutine(Silent);
}

VOID TalksBad(VOID)
{
    PsSetCreateThreadNotifyRoutine(Talks); // want "`Talks` is not registered"
}

VOID CountsBad(VOID)
{
    PsSetCreateThreadNotifyRoutine(Counts); // want "`Counts` is not registered"
}
