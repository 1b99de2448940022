// The sending is in another file of the same driver.
#include "channel.h"

static VOID ExitKindBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    ChannelSend(Create ? KindCreate : KindExit, ProcessId); // want "FltSendMessage"
}

static VOID ExitOnlyBad(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);

    if (!Create) {
        (VOID)ChannelSend(KindExit, ThreadId); // want "FltSendMessage"
    }
}

static VOID FlagPassedOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    ChannelSendCreate(Create, ProcessId);
}

static VOID QueuedOk(PEPROCESS Process, HANDLE ProcessId, PPS_CREATE_NOTIFY_INFO CreateInfo)
{
    UNREFERENCED_PARAMETER(Process);

    if (CreateInfo != NULL) {
        ChannelSend(KindCreate, ProcessId);
    } else {
        ChannelQueue(ProcessId);
    }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    PsSetCreateProcessNotifyRoutine(ExitKindBad, FALSE);
    PsSetCreateThreadNotifyRoutine(ExitOnlyBad);
    PsSetCreateProcessNotifyRoutine(FlagPassedOk, FALSE);
    PsSetCreateProcessNotifyRoutineEx(QueuedOk, FALSE);
    return STATUS_SUCCESS;
}
