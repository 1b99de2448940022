// Functions that attach and never detach. Nobody else can where what the detach takes is a variable of theirs.
#include <ntifs.h>

typedef struct _READER {
    PEPROCESS Process;
    KAPC_STATE State;
    PKAPC_STATE Current;
    SIZE_T Length;
    UCHAR Data[64];
} READER, *PREADER;

NTSTATUS Parse(PREADER Reader);
VOID DetachElsewhere(PKAPC_STATE State);

NTSTATUS TwoWaysBad(PREADER Reader)
{
    KAPC_STATE state;

    KeStackAttachProcess(Reader->Process, &state);
    if (!NT_SUCCESS(Parse(Reader))) {
        return STATUS_UNSUCCESSFUL; // want "`TwoWaysBad` returns here still attached.*nobody else can detach"
    }
    Reader->Length = 0;
    return STATUS_SUCCESS;
}

VOID NowhereBad(PREADER Reader)
{
    KAPC_STATE state[2];

    KeStackAttachProcess(Reader->Process, &state[0]);
    Parse(Reader);
} // want "NowhereBad"

/* The result tells, but no caller can act on it. */
NTSTATUS ToldBad(PREADER Reader)
{
    KAPC_STATE state;

    KeStackAttachProcess(Reader->Process, &state);
    if (Reader->Length == 0) {
        KeUnstackDetachProcess(&state);
        return STATUS_INVALID_PARAMETER;
    }
    return STATUS_SUCCESS; // want "`ToldBad` returns here still attached.*line 42"
}

/* What attaches may lie in a function of its own. */
static VOID AttachTo(PEPROCESS Process, PKAPC_STATE State)
{
    if (Process != PsInitialSystemProcess) {
        KeStackAttachProcess(Process, State);
    }
}

static VOID AttachAlways(PEPROCESS Process, PKAPC_STATE State)
{
    KeStackAttachProcess(Process, State);
}

VOID ThroughBad(PREADER Reader)
{
    KAPC_STATE state;

    AttachAlways(Reader->Process, &state);
    Parse(Reader);
} // want "ThroughBad.*nobody else can detach"

VOID ThroughOk(PREADER Reader)
{
    KAPC_STATE state;

    AttachAlways(Reader->Process, &state);
    Parse(Reader);
    DetachElsewhere(&state);
}

VOID ThroughStoredOk(PREADER Reader)
{
    AttachTo(Reader->Process, &Reader->State);
    AttachAlways(Reader->Process, &Reader->State);
}

VOID EnterOk(PREADER Reader)
{
    KeStackAttachProcess(Reader->Process, &Reader->State);
}

VOID HandedOk(PREADER Reader)
{
    KAPC_STATE state;

    KeStackAttachProcess(Reader->Process, &state);
    Parse(Reader);
    DetachElsewhere(&state);
}

VOID LeftThereOk(PREADER Reader)
{
    KAPC_STATE state;

    KeStackAttachProcess(Reader->Process, &state);
    Reader->Current = &state;
    Parse(Reader);
}

VOID OldOk(PREADER Reader)
{
    KeAttachProcess(Reader->Process);
}

/* What a callee leaves attached is the callee's matter. */
VOID InheritsOk(PREADER Reader)
{
    KAPC_STATE state;

    if (Reader->Length == 0) {
        NowhereBad(Reader);
        return;
    }
    KeStackAttachProcess(Reader->Process, &state);
    Parse(Reader);
    KeUnstackDetachProcess(&state);
}
