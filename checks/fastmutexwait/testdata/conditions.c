// Conditions that belong together: what was tested once is remembered, wherever it is kept.
#include <fltKernel.h>

typedef struct _GATE {
    FAST_MUTEX Lock;
    FAST_MUTEX Inner;
    KEVENT Drained;
    LONG Users;
    ULONG Mode;
    LIST_ENTRY Waiters;
} GATE, *PGATE;

typedef struct _PASSAGE {
    PGATE Gate;
    BOOLEAN Locked;
    BOOLEAN Exclusive;
    NTSTATUS Status;
    ULONG Flags;
} PASSAGE, *PPASSAGE;

#define PASSAGE_LOCKED 0x00000004
#define CHECK(s) do { status = (s); if (!NT_SUCCESS(status)) goto exit; } while (0)
#define LOCK_IF(c, g) do { if (c) { ExAcquireFastMutex(&(g)->Lock); } } while (0)
#define UNLOCK_IF(c, g) do { if (c) { ExReleaseFastMutex(&(g)->Lock); } } while (0)

NTSTATUS ProbeRequest(PVOID Buffer, ULONG Length);
BOOLEAN IsUrgent(PVOID Buffer);

static VOID Drain(PGATE Gate)
{
    KeWaitForSingleObject(&Gate->Drained, Executive, KernelMode, FALSE, NULL);
}

// --- A flag in a context struct of the caller.

static VOID Enter(PPASSAGE Passage)
{
    if (Passage->Exclusive) {
        ExAcquireFastMutex(&Passage->Gate->Lock);
        Passage->Locked = TRUE;
    }
}

static VOID Leave(PPASSAGE Passage)
{
    if (Passage->Locked) {
        ExReleaseFastMutex(&Passage->Gate->Lock);
        Passage->Locked = FALSE;
    }
}

VOID ContextOk(PGATE Gate, BOOLEAN Exclusive)
{
    PASSAGE passage = { 0 };

    passage.Gate = Gate;
    passage.Exclusive = Exclusive;
    Enter(&passage);
    Gate->Users++;
    Leave(&passage);
    Drain(Gate);
}

VOID ContextBad(PGATE Gate, BOOLEAN Exclusive)
{
    PASSAGE passage = { 0 };

    passage.Gate = Gate;
    passage.Exclusive = Exclusive;
    Enter(&passage);
    Gate->Users++;
    Drain(Gate); // want "Gate->Lock"
    Leave(&passage);
}

// --- A bit of a flag word, set and tested by macros.

VOID FlagWordOk(PGATE Gate, ULONG Mode)
{
    PASSAGE passage;

    RtlZeroMemory(&passage, sizeof(passage));
    if (Mode == 3) {
        ExAcquireFastMutex(&Gate->Lock);
        SetFlag(passage.Flags, PASSAGE_LOCKED);
    }
    Gate->Mode = Mode;
    if (FlagOn(passage.Flags, PASSAGE_LOCKED)) {
        ExReleaseFastMutex(&Gate->Lock);
        ClearFlag(passage.Flags, PASSAGE_LOCKED);
    }
    Drain(Gate);
}

VOID FlagWordBad(PGATE Gate, ULONG Mode)
{
    PASSAGE passage;

    RtlZeroMemory(&passage, sizeof(passage));
    if (Mode == 3) {
        ExAcquireFastMutex(&Gate->Lock);
        SetFlag(passage.Flags, PASSAGE_LOCKED);
    }
    if (FlagOn(passage.Flags, PASSAGE_LOCKED)) {
        Drain(Gate); // want "Gate->Lock"
        ExReleaseFastMutex(&Gate->Lock);
    }
}

// --- The flag goes to a helper.

static VOID Finish(PGATE Gate, BOOLEAN Unlock)
{
    Gate->Users--;
    if (!Unlock)
        return;
    ExReleaseFastMutex(&Gate->Lock);
}

VOID HandedOk(PGATE Gate, PVOID Buffer)
{
    BOOLEAN urgent = IsUrgent(Buffer);

    if (!urgent)
        ExAcquireFastMutex(&Gate->Lock);
    Gate->Users++;
    Finish(Gate, (BOOLEAN)!urgent);
    Drain(Gate);
}

VOID HandedBad(PGATE Gate, PVOID Buffer)
{
    BOOLEAN urgent = IsUrgent(Buffer);

    if (!urgent)
        ExAcquireFastMutex(&Gate->Lock);
    Finish(Gate, urgent);
    Drain(Gate); // want "Gate->Lock"
}

// --- A status tells whether the lock is held.

NTSTATUS StatusOk(PGATE Gate, PVOID Buffer, ULONG Length)
{
    NTSTATUS status = ProbeRequest(Buffer, Length);

    if (NT_SUCCESS(status))
        ExAcquireFastMutex(&Gate->Lock);
    if (status == STATUS_INVALID_PARAMETER)
        Drain(Gate);
    if (NT_ERROR(status))
        Drain(Gate);
    if (status >= 0)
        ExReleaseFastMutex(&Gate->Lock);
    Drain(Gate);
    return status;
}

NTSTATUS StatusBad(PGATE Gate, PVOID Buffer, ULONG Length)
{
    NTSTATUS status = ProbeRequest(Buffer, Length);

    if (NT_SUCCESS(status))
        ExAcquireFastMutex(&Gate->Lock);
    if (status == STATUS_PENDING)
        Drain(Gate); // want "Gate->Lock"
    if (NT_SUCCESS(status))
        ExReleaseFastMutex(&Gate->Lock);
    return status;
}

NTSTATUS CheckMacroOk(PGATE Gate, PVOID Buffer, ULONG Length)
{
    NTSTATUS status;
    BOOLEAN locked = FALSE;

    CHECK(ProbeRequest(Buffer, 1));
    ExAcquireFastMutex(&Gate->Lock);
    locked = TRUE;
    CHECK(ProbeRequest(Buffer, Length));
    Gate->Users++;
exit:
    if (locked)
        ExReleaseFastMutex(&Gate->Lock);
    Drain(Gate);
    return status;
}

NTSTATUS CheckMacroBad(PGATE Gate, PVOID Buffer, ULONG Length)
{
    NTSTATUS status;

    ExAcquireFastMutex(&Gate->Lock);
    CHECK(ProbeRequest(Buffer, Length));
    Gate->Users++;
    ExReleaseFastMutex(&Gate->Lock);
exit:
    Drain(Gate); // want "Gate->Lock"
    return status;
}

// --- Two macros of one condition.

VOID MacroPairOk(PGATE Gate, ULONG Mode)
{
    LOCK_IF(Mode & 1, Gate);
    Gate->Mode = Mode;
    UNLOCK_IF(Mode & 1, Gate);
    Drain(Gate);
}

VOID MacroPairBad(PGATE Gate, ULONG Mode)
{
    LOCK_IF(Mode & 1, Gate);
    Gate->Mode = Mode;
    UNLOCK_IF(Mode & 2, Gate);
    Drain(Gate); // want "Gate->Lock"
}

// --- switch.

NTSTATUS SwitchOk(PGATE Gate, ULONG Code)
{
    switch (Code) {
    case 1:
    case 5:
        ExAcquireFastMutex(&Gate->Lock);
        break;
    case 2:
        Drain(Gate);
        break;
    default:
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    Gate->Mode = Code;
    if (Code != 2)
        ExReleaseFastMutex(&Gate->Lock);
    Drain(Gate);
    return STATUS_SUCCESS;
}

NTSTATUS SwitchBad(PGATE Gate, ULONG Code)
{
    ExAcquireFastMutex(&Gate->Lock);
    switch (Code) {
    case 1:
        ExReleaseFastMutex(&Gate->Lock);
        break;
    case 2:
        Gate->Mode = 2;
        /* falls through */
    case 3:
        Drain(Gate); // want "Gate->Lock"
        ExReleaseFastMutex(&Gate->Lock);
        break;
    default:
        ExReleaseFastMutex(&Gate->Lock);
        return STATUS_INVALID_PARAMETER;
    }
    Drain(Gate);
    return STATUS_SUCCESS;
}

// --- Loops of no, one and many rounds.

VOID RoundsOk(PGATE Gate, ULONG Count)
{
    ULONG i;
    BOOLEAN held = FALSE;

    for (i = 0; i < Count; i++) {
        if (!held) {
            ExAcquireFastMutex(&Gate->Lock);
            held = TRUE;
        }
        Gate->Users++;
    }
    if (held)
        ExReleaseFastMutex(&Gate->Lock);
    Drain(Gate);
}

VOID RoundsBad(PGATE Gate, ULONG Count)
{
    ULONG i;

    for (i = 0; i < Count; i++) {
        if (i == 0)
            ExAcquireFastMutex(&Gate->Lock);
        Gate->Users++;
    }
    if (Count > 1)
        ExReleaseFastMutex(&Gate->Lock);
    Drain(Gate); // want "Gate->Lock"
}

VOID BreakOk(PGATE Gate)
{
    PLIST_ENTRY entry;

    for (;;) {
        ExAcquireFastMutex(&Gate->Lock);
        if (IsListEmpty(&Gate->Waiters)) {
            ExReleaseFastMutex(&Gate->Lock);
            break;
        }
        entry = RemoveHeadList(&Gate->Waiters);
        ExReleaseFastMutex(&Gate->Lock);
        Drain(Gate);
        ExFreePool(entry);
    }
    Drain(Gate);
}

VOID BreakBad(PGATE Gate)
{
    for (;;) {
        ExAcquireFastMutex(&Gate->Lock);
        if (IsListEmpty(&Gate->Waiters))
            break;
        RemoveHeadList(&Gate->Waiters);
        ExReleaseFastMutex(&Gate->Lock);
    }
    Drain(Gate); // want "Gate->Lock"
    ExReleaseFastMutex(&Gate->Lock);
}

VOID DoWhileOk(PGATE Gate)
{
    BOOLEAN again;

    do {
        again = FALSE;
        ExAcquireFastMutex(&Gate->Lock);
        if (Gate->Users != 0)
            again = TRUE;
        ExReleaseFastMutex(&Gate->Lock);
        if (again)
            Drain(Gate);
    } while (again);
}

// Dropped around the wait, taken again, with break and continue on the way.
VOID RetakeOk(PGATE Gate, ULONG Limit)
{
    ULONG round = 0;

    ExAcquireFastMutex(&Gate->Lock);
    while (Gate->Users > 0) {
        ExReleaseFastMutex(&Gate->Lock);
        if (++round > Limit) {
            Drain(Gate);
            return;
        }
        Drain(Gate);
        ExAcquireFastMutex(&Gate->Lock);
        if (Gate->Mode == 7)
            break;
        if (Gate->Mode == 8)
            continue;
        Gate->Mode++;
    }
    ExReleaseFastMutex(&Gate->Lock);
    Drain(Gate);
}

VOID RetakeBad(PGATE Gate, ULONG Limit)
{
    ULONG round = 0;

    ExAcquireFastMutex(&Gate->Lock);
    while (Gate->Users > 0) {
        ExReleaseFastMutex(&Gate->Lock);
        Drain(Gate);
        ExAcquireFastMutex(&Gate->Lock);
        if (++round > Limit)
            Drain(Gate); // want "Gate->Lock"
    }
    ExReleaseFastMutex(&Gate->Lock);
}

// --- ?:, short circuit, comma.

VOID ConditionalOk(PGATE Gate, ULONG Mode)
{
    BOOLEAN locked = Mode > 2 ? TRUE : FALSE;

    Mode > 2 ? ExAcquireFastMutex(&Gate->Lock) : (VOID)0;
    Gate->Users++;
    locked ? ExReleaseFastMutex(&Gate->Lock) : (VOID)0;
    Drain(Gate);
}

VOID ConditionalBad(PGATE Gate, ULONG Mode)
{
    ExAcquireFastMutex(&Gate->Lock);
    Mode ? ExReleaseFastMutex(&Gate->Lock) : (VOID)0;
    if (Mode || Gate->Users) {
        Drain(Gate); // want "Gate->Lock"
    }
    if (!Mode)
        ExReleaseFastMutex(&Gate->Lock);
}

VOID ShortCircuitOk(PGATE Gate, ULONG Mode)
{
    BOOLEAN got = Mode != 0 && Gate->Users == 0 && ExTryToAcquireFastMutex(&Gate->Lock);

    if (!got || Mode == 0) {
        Drain(Gate);
        return;
    }
    ExReleaseFastMutex(&Gate->Lock);
}

VOID ShortCircuitBad(PGATE Gate, ULONG Mode)
{
    if (Mode == 0 || !ExTryToAcquireFastMutex(&Gate->Lock)) {
        Drain(Gate);
        return;
    }
    Drain(Gate); // want "Gate->Lock"
    ExReleaseFastMutex(&Gate->Lock);
}

// --- __try, __except, __finally, __leave.

NTSTATUS LeaveOk(PGATE Gate, PULONG User)
{
    NTSTATUS status = STATUS_SUCCESS;
    BOOLEAN locked = FALSE;

    __try {
        if (User == NULL) {
            status = STATUS_INVALID_PARAMETER;
            __leave;
        }
        ExAcquireFastMutex(&Gate->Lock);
        locked = TRUE;
        if (Gate->Users == 0) {
            __leave;
        }
        Gate->Mode = *User;
    } __finally {
        if (locked) {
            ExReleaseFastMutex(&Gate->Lock);
        }
        if (AbnormalTermination()) {
            Drain(Gate);
        }
    }
    Drain(Gate);
    return status;
}

NTSTATUS LeaveBad(PGATE Gate, PULONG User)
{
    NTSTATUS status = STATUS_SUCCESS;

    ExAcquireFastMutex(&Gate->Lock);
    __try {
        if (Gate->Users == 0) {
            status = STATUS_NOT_FOUND;
            __leave;
        }
        Gate->Mode = 1;
        ExReleaseFastMutex(&Gate->Lock);
    } __finally {
        Drain(Gate); // want "Gate->Lock"
    }
    return status;
}

NTSTATUS ExceptOk(PGATE Gate, PULONG User)
{
    NTSTATUS status = STATUS_SUCCESS;

    ExAcquireFastMutex(&Gate->Lock);
    __try {
        ProbeForRead(User, sizeof(ULONG), 1);
        Gate->Mode = *User;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    ExReleaseFastMutex(&Gate->Lock);
    Drain(Gate);
    return status;
}

NTSTATUS ExceptBad(PGATE Gate, PULONG User)
{
    NTSTATUS status = STATUS_SUCCESS;

    __try {
        ExAcquireFastMutex(&Gate->Lock);
        ProbeForRead(User, sizeof(ULONG), 1);
        Gate->Mode = *User;
        ExReleaseFastMutex(&Gate->Lock);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
        Drain(Gate); // want "Gate->Lock"
    }
    return status;
}

// --- Nested conditions, the inner one tested twice.

VOID CreateOk(PGATE Gate, BOOLEAN Create, ULONG Kind)
{
    if (Create) {
        if (Kind == 1)
            ExAcquireFastMutex(&Gate->Lock);
        ExAcquireFastMutex(&Gate->Inner);
    }
    Gate->Users += Create ? 1 : -1;
    if (Create) {
        ExReleaseFastMutex(&Gate->Inner);
        if (Kind == 1)
            ExReleaseFastMutex(&Gate->Lock);
    }
    Drain(Gate);
}

// Early returns, each with its own release.
NTSTATUS EarlyReturnOk(PGATE Gate, ULONG Kind)
{
    ExAcquireFastMutex(&Gate->Lock);
    if (Kind == 0) {
        ExReleaseFastMutex(&Gate->Lock);
        return STATUS_INVALID_PARAMETER;
    }
    if (Gate->Users == 0) {
        ExReleaseFastMutex(&Gate->Lock);
        Drain(Gate);
        return STATUS_NOT_FOUND;
    }
    ExReleaseFastMutex(&Gate->Lock);
    return STATUS_SUCCESS;
}

// Boolean arithmetic on the way: a & b, !!x, x ^ 1.
VOID ArithmeticOk(PGATE Gate, ULONG Mode)
{
    BOOLEAN shared = !!(Mode & 8);
    BOOLEAN exclusive = !shared;

    if (exclusive)
        ExAcquireFastMutex(&Gate->Lock);
    Gate->Users++;
    if (!(Mode & 8))
        ExReleaseFastMutex(&Gate->Lock);
    Drain(Gate);
}

// An enumeration that says how far it came.
NTSTATUS StageOk(PGATE Gate, PVOID Buffer)
{
    enum { NEITHER, OUTER, BOTH } stage = NEITHER;
    NTSTATUS status = ProbeRequest(Buffer, 1);

    if (!NT_SUCCESS(status))
        goto out;
    ExAcquireFastMutex(&Gate->Lock);
    stage = OUTER;
    status = ProbeRequest(Buffer, 2);
    if (!NT_SUCCESS(status))
        goto out;
    ExAcquireFastMutex(&Gate->Inner);
    stage = BOTH;
    Gate->Users++;
out:
    switch (stage) {
    case BOTH:
        ExReleaseFastMutex(&Gate->Inner);
        /* falls through */
    case OUTER:
        ExReleaseFastMutex(&Gate->Lock);
        /* falls through */
    case NEITHER:
        break;
    }
    Drain(Gate);
    return status;
}

NTSTATUS StageBad(PGATE Gate, PVOID Buffer)
{
    enum { NEITHER, OUTER, BOTH } stage = NEITHER;
    NTSTATUS status;

    ExAcquireFastMutex(&Gate->Lock);
    stage = OUTER;
    status = ProbeRequest(Buffer, 2);
    if (!NT_SUCCESS(status))
        goto out;
    ExAcquireFastMutex(&Gate->Inner);
    stage = BOTH;
out:
    if (stage == BOTH)
        ExReleaseFastMutex(&Gate->Inner);
    Drain(Gate); // want "Gate->Lock"
    ExReleaseFastMutex(&Gate->Lock);
    return status;
}
