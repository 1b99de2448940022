// PsSetCreateProcessNotifyRoutine: the flag Create, tested and forgotten in many ways.
#include <fltKernel.h>

#define MSG_CREATE 1
#define MSG_EXIT 2

typedef struct _MSG {
    ULONG Kind;
    HANDLE ProcessId;
    HANDLE ParentId;
    BOOLEAN Create;
} MSG, *PMSG;

PFLT_FILTER Filter;
PFLT_PORT ClientPort;
ULONG Sent;
BOOLEAN Enabled;

// Written by somebody who never thought of exits.
VOID UntestedBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    MSG msg;

    UNREFERENCED_PARAMETER(Create);

    msg.Kind = MSG_CREATE;
    msg.ParentId = ParentId;
    msg.ProcessId = ProcessId;
    FltSendMessage(Filter, &ClientPort, &msg, sizeof(msg), NULL, NULL, NULL); // want "FltSendMessage"
}

// The flag goes into the message and nowhere else.
VOID OnlyRecordedBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    MSG msg = { 0 };
    LARGE_INTEGER timeout;
    NTSTATUS status;

    msg.Kind = Create ? MSG_CREATE : MSG_EXIT;
    msg.Create = Create;
    msg.ParentId = ParentId;
    msg.ProcessId = ProcessId;
    timeout.QuadPart = -10 * 1000 * 1000;
    status = FltSendMessage(Filter, // want "FltSendMessage"
                            &ClientPort,
                            &msg,
                            sizeof(msg),
                            NULL,
                            NULL,
                            &timeout);
    if (NT_SUCCESS(status)) {
        Sent++;
    }
}

VOID NotCreateBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    if (!Create) {
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL); // want "FltSendMessage"
    }
}

VOID EqualFalseBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    if (Create == FALSE && Enabled) {
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL); // want "FltSendMessage"
    }
}

VOID ElseBranchBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    if (Create) {
        FltSendMessage(Filter, &ClientPort, &ParentId, sizeof(ParentId), NULL, NULL, NULL);
    } else {
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL); // want "FltSendMessage"
    }
}

VOID LocalCopyBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    BOOLEAN exiting = !Create;

    UNREFERENCED_PARAMETER(ParentId);

    if (exiting) {
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL); // want "FltSendMessage"
    }
}

VOID StructFlagBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    MSG msg;

    msg.Create = Create;
    msg.ParentId = ParentId;
    msg.ProcessId = ProcessId;
    if (!msg.Create)
        FltSendMessage(Filter, &ClientPort, &msg, sizeof(msg), NULL, NULL, NULL); // want "FltSendMessage"
}

VOID SwitchBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    switch (Create) {
    case TRUE:
        Sent++;
        break;
    case FALSE:
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL); // want "FltSendMessage"
        break;
    }
}

// The clean-up label is reached by both.
VOID GotoBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    MSG msg = { 0 };

    if (!Create) {
        msg.Kind = MSG_EXIT;
        goto send;
    }
    if (ParentId == NULL) {
        return;
    }
    msg.Kind = MSG_CREATE;
send:
    msg.ProcessId = ProcessId;
    FltSendMessage(Filter, &ClientPort, &msg, sizeof(msg), NULL, NULL, NULL); // want "FltSendMessage"
}

VOID FinallyBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    MSG msg = { 0 };

    __try {
        if (!Create) {
            msg.Kind = MSG_EXIT;
            __leave;
        }
        msg.ParentId = ParentId;
    } __finally {
        msg.ProcessId = ProcessId;
        FltSendMessage(Filter, &ClientPort, &msg, sizeof(msg), NULL, NULL, NULL); // want "FltSendMessage"
    }
}

// With a reply and a limit: refused all the same.
VOID ReplyBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    LARGE_INTEGER timeout;
    ULONG reply = 0;
    ULONG replyLength = sizeof(reply);

    UNREFERENCED_PARAMETER(ParentId);

    if (Create) {
        return;
    }
    timeout.QuadPart = 0;
    FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), &reply, &replyLength, &timeout); // want "FltSendMessage"
}

// Unrelated tests do not make it right.
VOID OtherTestBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    if (ClientPort == NULL || !Enabled) {
        return;
    }
    if (Create && ParentId == NULL) {
        return;
    }
    FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL); // want "FltSendMessage"
}

#define SEND(Pointer, Size) \
    do { \
        if (ClientPort != NULL) { \
            FltSendMessage(Filter, &ClientPort, (Pointer), (Size), NULL, NULL, NULL); \
        } \
    } while (0)

VOID MacroBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(Create);

    SEND(&ProcessId, sizeof(ProcessId)); // want "FltSendMessage"
}

VOID IfCreateOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    if (Create) {
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
    }
}

VOID EqualTrueOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    if (TRUE == Create) {
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
    }
}

VOID EarlyReturnOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    if (Create == FALSE) {
        return;
    }
    FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
}

VOID NotEqualTrueOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    if (Create != TRUE || !Enabled)
        return;
    FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
}

VOID ConjunctionOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    if (Enabled && Create && ParentId != NULL) {
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
    }
}

VOID LocalCopyOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    BOOLEAN exiting;

    UNREFERENCED_PARAMETER(ParentId);

    exiting = (BOOLEAN)(Create ? FALSE : TRUE);
    if (exiting) {
        Sent--;
        return;
    }
    FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
}

VOID StructFlagOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    MSG msg;

    msg.Create = Create;
    msg.ParentId = ParentId;
    msg.ProcessId = ProcessId;
    if (msg.Create) {
        FltSendMessage(Filter, &ClientPort, &msg, sizeof(msg), NULL, NULL, NULL);
    }
}

VOID KindOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    MSG msg = { 0 };

    msg.Kind = Create ? MSG_CREATE : MSG_EXIT;
    msg.ParentId = ParentId;
    msg.ProcessId = ProcessId;
    if (msg.Kind == MSG_CREATE) {
        FltSendMessage(Filter, &ClientPort, &msg, sizeof(msg), NULL, NULL, NULL);
    }
}

VOID SwitchOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    switch (Create) {
    case TRUE:
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
        break;
    default:
        Sent--;
        break;
    }
}

VOID GotoOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    if (!Create)
        goto out;
    if (ParentId == NULL)
        goto out;
    FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
out:
    Sent++;
}

// Found out on the create path, sent behind it.
VOID WantedOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    BOOLEAN wanted = FALSE;

    if (Create) {
        wanted = (BOOLEAN)(ParentId != NULL);
    } else {
        Sent--;
    }
    if (wanted) {
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
    }
}

VOID FinallyOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    __try {
        if (!Create) {
            __leave;
        }
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
    } __finally {
        Sent++;
    }
}

VOID MacroOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);

    if (Create) {
        SEND(&ProcessId, sizeof(ProcessId));
    }
}

DRIVER_INITIALIZE DriverEntry;

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    PsSetCreateProcessNotifyRoutine(UntestedBad, FALSE);
    PsSetCreateProcessNotifyRoutine(OnlyRecordedBad, FALSE);
    PsSetCreateProcessNotifyRoutine(NotCreateBad, FALSE);
    PsSetCreateProcessNotifyRoutine(EqualFalseBad, FALSE);
    PsSetCreateProcessNotifyRoutine(ElseBranchBad, FALSE);
    PsSetCreateProcessNotifyRoutine(LocalCopyBad, FALSE);
    PsSetCreateProcessNotifyRoutine(StructFlagBad, FALSE);
    PsSetCreateProcessNotifyRoutine(SwitchBad, FALSE);
    PsSetCreateProcessNotifyRoutine(GotoBad, FALSE);
    PsSetCreateProcessNotifyRoutine(FinallyBad, FALSE);
    PsSetCreateProcessNotifyRoutine(ReplyBad, FALSE);
    PsSetCreateProcessNotifyRoutine(OtherTestBad, FALSE);
    PsSetCreateProcessNotifyRoutine(MacroBad, FALSE);
    PsSetCreateProcessNotifyRoutine(IfCreateOk, FALSE);
    PsSetCreateProcessNotifyRoutine(EqualTrueOk, FALSE);
    PsSetCreateProcessNotifyRoutine(EarlyReturnOk, FALSE);
    PsSetCreateProcessNotifyRoutine(NotEqualTrueOk, FALSE);
    PsSetCreateProcessNotifyRoutine(ConjunctionOk, FALSE);
    PsSetCreateProcessNotifyRoutine(LocalCopyOk, FALSE);
    PsSetCreateProcessNotifyRoutine(StructFlagOk, FALSE);
    PsSetCreateProcessNotifyRoutine(KindOk, FALSE);
    PsSetCreateProcessNotifyRoutine(SwitchOk, FALSE);
    PsSetCreateProcessNotifyRoutine(GotoOk, FALSE);
    PsSetCreateProcessNotifyRoutine(WantedOk, FALSE);
    PsSetCreateProcessNotifyRoutine(FinallyOk, FALSE);
    PsSetCreateProcessNotifyRoutine(MacroOk, FALSE);
    return STATUS_SUCCESS;
}
