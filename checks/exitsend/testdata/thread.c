// Thread notifications: the routine runs for every thread that ends, on that thread.
#include <fltKernel.h>

PFLT_FILTER Filter;
PFLT_PORT ClientPort;
KEVENT Answered;

VOID UntestedBad(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    HANDLE ids[2];

    UNREFERENCED_PARAMETER(Create);

    ids[0] = ProcessId;
    ids[1] = ThreadId;
    FltSendMessage(Filter, &ClientPort, ids, sizeof(ids), NULL, NULL, NULL); // want "FltSendMessage"
}

VOID NotCreateBad(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);

    if (Create) {
        return;
    }
    FltSendMessage(Filter, &ClientPort, &ThreadId, sizeof(ThreadId), NULL, NULL, NULL); // want "FltSendMessage"
}

// Registered by PsSetCreateThreadNotifyRoutineEx.
VOID ExtendedBad(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);

    if (!Create) {
        FltSendMessage(Filter, &ClientPort, &ThreadId, sizeof(ThreadId), NULL, NULL, NULL); // want "FltSendMessage"
    }
}

VOID CancellableBad(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(ThreadId);

    if (!Create) {
        FsRtlCancellableWaitForSingleObject(&Answered, NULL, NULL); // want "FsRtlCancellableWaitForSingleObject"
    }
}

VOID IfCreateOk(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);

    if (Create) {
        FltSendMessage(Filter, &ClientPort, &ThreadId, sizeof(ThreadId), NULL, NULL, NULL);
    }
}

VOID ExtendedOk(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);

    if (FALSE == Create) {
        return;
    }
    FltSendMessage(Filter, &ClientPort, &ThreadId, sizeof(ThreadId), NULL, NULL, NULL);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Answered, NotificationEvent, FALSE);

    PsSetCreateThreadNotifyRoutine(UntestedBad);
    PsSetCreateThreadNotifyRoutine(NotCreateBad);
    PsSetCreateThreadNotifyRoutineEx(PsCreateThreadNotifyNonSystem, (PVOID)ExtendedBad);
    PsSetCreateThreadNotifyRoutine(CancellableBad);
    PsSetCreateThreadNotifyRoutine(IfCreateOk);
    PsSetCreateThreadNotifyRoutineEx(PsCreateThreadNotifyNonSystem, (PVOID)ExtendedOk);
    return STATUS_SUCCESS;
}
