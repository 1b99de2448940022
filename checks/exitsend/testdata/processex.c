// PsSetCreateProcessNotifyRoutineEx and Ex2: a process that ends has no CreateInfo.
#include <fltKernel.h>

typedef struct _RECORD {
    LIST_ENTRY Link;
    HANDLE ProcessId;
    NTSTATUS ExitStatus;
} RECORD, *PRECORD;

PFLT_FILTER Filter;
PFLT_PORT ClientPort;
LONG Running;

_Use_decl_annotations_
VOID
UntestedBad(
    PEPROCESS Process,
    HANDLE ProcessId,
    PPS_CREATE_NOTIFY_INFO CreateInfo
    )
{
    UNREFERENCED_PARAMETER(Process);
    UNREFERENCED_PARAMETER(CreateInfo);

    FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL); // want "FltSendMessage"
}

_Use_decl_annotations_
VOID
EqualNullBad(
    PEPROCESS Process,
    HANDLE ProcessId,
    PPS_CREATE_NOTIFY_INFO CreateInfo
    )
{
    RECORD record = { 0 };

    if (CreateInfo == NULL) {
        record.ProcessId = ProcessId;
        record.ExitStatus = PsGetProcessExitStatus(Process);
        FltSendMessage(Filter, &ClientPort, &record, sizeof(record), NULL, NULL, NULL); // want "FltSendMessage"
    }
}

// Turned the wrong way round.
_Use_decl_annotations_
VOID
WrongWayBad(
    PEPROCESS Process,
    HANDLE ProcessId,
    PPS_CREATE_NOTIFY_INFO CreateInfo
    )
{
    UNREFERENCED_PARAMETER(Process);

    if (CreateInfo) {
        return;
    }
    FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL); // want "FltSendMessage"
}

// CreateInfo is tested for its fields only.
_Use_decl_annotations_
VOID
FieldsBad(
    PEPROCESS Process,
    HANDLE ProcessId,
    PPS_CREATE_NOTIFY_INFO CreateInfo
    )
{
    ULONG verdict = 0;
    ULONG length = sizeof(verdict);
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Process);

    if (CreateInfo != NULL && CreateInfo->ImageFileName == NULL) {
        return;
    }
    status = FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), &verdict, &length, NULL); // want "FltSendMessage"
    if (NT_SUCCESS(status) && verdict != 0 && CreateInfo != NULL) {
        CreateInfo->CreationStatus = STATUS_ACCESS_DENIED;
    }
}

// Ex2, a local copy of the pointer.
_Use_decl_annotations_
VOID
CopyBad(
    PEPROCESS Process,
    HANDLE ProcessId,
    PPS_CREATE_NOTIFY_INFO CreateInfo
    )
{
    PPS_CREATE_NOTIFY_INFO info = CreateInfo;

    UNREFERENCED_PARAMETER(Process);

    if (!info) {
        InterlockedDecrement(&Running);
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL); // want "FltSendMessage"
    }
}

_Use_decl_annotations_
VOID
NotCreateInfoOk(
    PEPROCESS Process,
    HANDLE ProcessId,
    PPS_CREATE_NOTIFY_INFO CreateInfo
    )
{
    UNREFERENCED_PARAMETER(Process);

    if (!CreateInfo) {
        InterlockedDecrement(&Running);
        return;
    }
    InterlockedIncrement(&Running);
    FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
}

_Use_decl_annotations_
VOID
NotNullOk(
    PEPROCESS Process,
    HANDLE ProcessId,
    PPS_CREATE_NOTIFY_INFO CreateInfo
    )
{
    ULONG verdict = 0;
    ULONG length = sizeof(verdict);
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Process);

    if (NULL != CreateInfo) {
        status = FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), &verdict, &length, NULL);
        if (NT_SUCCESS(status) && verdict != 0) {
            CreateInfo->CreationStatus = STATUS_ACCESS_DENIED;
        }
    }
}

_Use_decl_annotations_
VOID
CopyOk(
    PEPROCESS Process,
    HANDLE ProcessId,
    PPS_CREATE_NOTIFY_INFO CreateInfo
    )
{
    BOOLEAN create = (BOOLEAN)(CreateInfo != NULL);

    UNREFERENCED_PARAMETER(Process);

    if (create) {
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
    }
}

_Use_decl_annotations_
VOID
GotoOk(
    PEPROCESS Process,
    HANDLE ProcessId,
    PPS_CREATE_NOTIFY_INFO CreateInfo
    )
{
    UNREFERENCED_PARAMETER(Process);

    if (CreateInfo == NULL) {
        goto Exit;
    }
    if (CreateInfo->ImageFileName == NULL) {
        goto Exit;
    }
    FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);

Exit:
    return;
}

NTSTATUS
DriverEntry(
    _In_ PDRIVER_OBJECT DriverObject,
    _In_ PUNICODE_STRING RegistryPath
    )
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    status = PsSetCreateProcessNotifyRoutineEx(UntestedBad, FALSE);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsSetCreateProcessNotifyRoutineEx(EqualNullBad, FALSE);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsSetCreateProcessNotifyRoutineEx(WrongWayBad, FALSE);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsSetCreateProcessNotifyRoutineEx(FieldsBad, FALSE);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsSetCreateProcessNotifyRoutineEx2(PsCreateProcessNotifySubsystems, (PVOID)CopyBad, FALSE);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsSetCreateProcessNotifyRoutineEx(NotCreateInfoOk, FALSE);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsSetCreateProcessNotifyRoutineEx(NotNullOk, FALSE);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsSetCreateProcessNotifyRoutineEx2(PsCreateProcessNotifySubsystems, (PVOID)CopyOk, FALSE);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    return PsSetCreateProcessNotifyRoutineEx(GotoOk, FALSE);
}
