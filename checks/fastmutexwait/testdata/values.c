// Blocking that depends on values: timeouts and flags through locals, globals, constants, parameters.
#include <fltKernel.h>

#define MILLISECONDS(n) (-10000LL * (n))
#define NO_WAIT 0
#define FOREVER 0xFFFFFFFF

typedef struct _PORT {
    FAST_MUTEX Lock;
    KEVENT Event;
    PKEVENT Other;
    LARGE_INTEGER Timeout;
    PFLT_FILTER Filter;
    PFLT_PORT Client;
} PORT, *PPORT;

typedef struct _OPTIONS {
    BOOLEAN Wait;
    ULONG Milliseconds;
    PLARGE_INTEGER Timeout;
} OPTIONS, *POPTIONS;

static const LARGE_INTEGER ZeroTimeout = { 0 };
static LARGE_INTEGER Immediately;
static LARGE_INTEGER TwoSeconds = { .QuadPart = MILLISECONDS(2000) };
static PLARGE_INTEGER NoPatience = &Immediately;

static ULONG PollMode = 0;
ULONG WaitMode = 1;

// --- Zero, through a local.

VOID LocalOk(PPORT Port)
{
    LARGE_INTEGER now = { 0 };
    PLARGE_INTEGER timeout = &now;

    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, timeout);
    ExReleaseFastMutex(&Port->Lock);
}

VOID LocalBad(PPORT Port)
{
    LARGE_INTEGER now = { 0 };
    PLARGE_INTEGER timeout = &now;

    now.QuadPart = MILLISECONDS(5000);
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, timeout); // want "Port->Lock"
    ExReleaseFastMutex(&Port->Lock);
}

VOID ComputedOk(PPORT Port)
{
    LARGE_INTEGER timeout;

    timeout.QuadPart = MILLISECONDS(NO_WAIT);
    ExAcquireFastMutex(&Port->Lock);
    if (KeReadStateEvent(&Port->Event) || KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, &timeout) == STATUS_SUCCESS)
        KeClearEvent(&Port->Event);
    ExReleaseFastMutex(&Port->Lock);
}

VOID CopiedOk(PPORT Port)
{
    LARGE_INTEGER timeout;

    timeout = ZeroTimeout;
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, &timeout);
    ExReleaseFastMutex(&Port->Lock);
}

// --- Through globals and constants.

VOID ConstantOk(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, (PLARGE_INTEGER)&ZeroTimeout);
    ExReleaseFastMutex(&Port->Lock);
}

VOID GlobalOk(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, &Immediately);
    ExReleaseFastMutex(&Port->Lock);
}

VOID GlobalPointerOk(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, NoPatience);
    ExReleaseFastMutex(&Port->Lock);
}

VOID GlobalBad(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, &TwoSeconds); // want "Port->Lock"
    ExReleaseFastMutex(&Port->Lock);
}

// A field of which nothing is known may be zero or not: it can block.
VOID FieldBad(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, &Port->Timeout); // want "Port->Lock"
    ExReleaseFastMutex(&Port->Lock);
}

VOID FieldOk(PPORT Port)
{
    Port->Timeout.QuadPart = 0;
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, &Port->Timeout);
    ExReleaseFastMutex(&Port->Lock);
}

VOID TestedFieldOk(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    if (Port->Timeout.QuadPart == 0)
        KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, &Port->Timeout);
    ExReleaseFastMutex(&Port->Lock);
}

// --- Through parameters; the helper is judged at each call.

static NTSTATUS WaitMilliseconds(PPORT Port, ULONG Milliseconds)
{
    LARGE_INTEGER timeout;
    PLARGE_INTEGER t = NULL;

    if (Milliseconds != FOREVER) {
        timeout.QuadPart = -10000LL * Milliseconds;
        t = &timeout;
    }
    return KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, t);
}

VOID ParameterOk(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    WaitMilliseconds(Port, 0);
    ExReleaseFastMutex(&Port->Lock);
}

VOID ParameterBad(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    WaitMilliseconds(Port, FOREVER); // want "Port->Lock"
    ExReleaseFastMutex(&Port->Lock);
}

VOID ParameterLimitBad(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    WaitMilliseconds(Port, 2000); // want "Port->Lock"
    ExReleaseFastMutex(&Port->Lock);
}

static NTSTATUS WaitOptional(PPORT Port, BOOLEAN Wait)
{
    LARGE_INTEGER zero = { 0 };

    return KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, Wait ? NULL : &zero);
}

VOID OptionalOk(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    WaitOptional(Port, FALSE);
    ExReleaseFastMutex(&Port->Lock);
    WaitOptional(Port, TRUE);
}

VOID OptionalBad(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    WaitOptional(Port, TRUE); // want "Port->Lock"
    ExReleaseFastMutex(&Port->Lock);
}

// Two helpers deep, by a struct.
static NTSTATUS WaitByOptions(PPORT Port, POPTIONS Options)
{
    if (!Options->Wait)
        return STATUS_TIMEOUT;
    return WaitMilliseconds(Port, Options->Milliseconds);
}

static NTSTATUS Poll(PPORT Port)
{
    OPTIONS options = { TRUE, NO_WAIT, NULL };

    return WaitByOptions(Port, &options);
}

VOID OptionsOk(PPORT Port)
{
    OPTIONS options = { 0 };

    ExAcquireFastMutex(&Port->Lock);
    WaitByOptions(Port, &options);
    Poll(Port);
    ExReleaseFastMutex(&Port->Lock);
}

VOID OptionsBad(PPORT Port)
{
    OPTIONS options = { 0 };

    options.Wait = TRUE;
    options.Milliseconds = FOREVER;
    ExAcquireFastMutex(&Port->Lock);
    WaitByOptions(Port, &options); // want "Port->Lock"
    ExReleaseFastMutex(&Port->Lock);
}

// --- A switch of the mode, in a helper.

enum { MODE_POLL, MODE_WAIT, MODE_SEND };

static NTSTATUS Perform(PPORT Port, ULONG Mode)
{
    LARGE_INTEGER zero;

    switch (Mode) {
    case MODE_POLL:
        zero.QuadPart = 0;
        return KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, &zero);
    case MODE_WAIT:
        return KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, NULL);
    case MODE_SEND:
        return FltSendMessage(Port->Filter, &Port->Client, &Mode, sizeof(Mode), NULL, NULL, NULL);
    }
    return STATUS_INVALID_PARAMETER;
}

VOID ModeOk(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    Perform(Port, MODE_POLL);
    Perform(Port, 99);
    ExReleaseFastMutex(&Port->Lock);
    Perform(Port, MODE_WAIT);
}

VOID ModeBad(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    Perform(Port, MODE_WAIT); // want "KeWaitForSingleObject.*Port->Lock"
    Perform(Port, MODE_SEND); // want "FltSendMessage.*Port->Lock"
    ExReleaseFastMutex(&Port->Lock);
}

// A static that nothing changes decides.
VOID StaticModeOk(PPORT Port)
{
    ExAcquireFastMutex(&Port->Lock);
    Perform(Port, PollMode);
    ExReleaseFastMutex(&Port->Lock);
}

// --- FltSendMessage: a zero timeout waits without limit.

VOID SendZeroBad(PPORT Port)
{
    LARGE_INTEGER zero = { 0 };

    ExAcquireFastMutex(&Port->Lock);
    FltSendMessage(Port->Filter, &Port->Client, Port, 4, NULL, NULL, &zero); // want "Port->Lock"
    ExReleaseFastMutex(&Port->Lock);
}

// --- Several objects, zero.

VOID MultipleOk(PPORT Port)
{
    PVOID objects[2];
    LARGE_INTEGER zero;

    objects[0] = &Port->Event;
    objects[1] = Port->Other;
    zero.LowPart = 0;
    zero.HighPart = 0;
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForMultipleObjects(2, objects, WaitAny, Executive, KernelMode, FALSE, &zero, NULL);
    ExReleaseFastMutex(&Port->Lock);
}

VOID MultipleBad(PPORT Port)
{
    PVOID objects[2];
    LARGE_INTEGER second;

    objects[0] = &Port->Event;
    objects[1] = Port->Other;
    second.LowPart = 0xFF676980;
    second.HighPart = -1;
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForMultipleObjects(2, objects, WaitAny, Executive, KernelMode, FALSE, &second, NULL); // want "Port->Lock"
    ExReleaseFastMutex(&Port->Lock);
}

// RtlConvertLongToLargeInteger and the old macros.
VOID ConvertedOk(PPORT Port)
{
    LARGE_INTEGER zero = RtlConvertLongToLargeInteger(0);

    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, &zero);
    ExReleaseFastMutex(&Port->Lock);
}

// Zero while the mutex is held, a second behind it.
VOID ReusedOk(PPORT Port)
{
    LARGE_INTEGER timeout;

    timeout.QuadPart = 0;
    ExAcquireFastMutex(&Port->Lock);
    KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, &timeout);
    ExReleaseFastMutex(&Port->Lock);
    timeout.QuadPart = MILLISECONDS(1000);
    KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, &timeout);
}

VOID ReusedLoopBad(PPORT Port)
{
    LARGE_INTEGER timeout;
    ULONG i;

    timeout.QuadPart = 0;
    for (i = 0; i < 3; i++) {
        ExAcquireFastMutex(&Port->Lock);
        KeWaitForSingleObject(&Port->Event, Executive, KernelMode, FALSE, &timeout); // want "Port->Lock"
        ExReleaseFastMutex(&Port->Lock);
        timeout.QuadPart = MILLISECONDS(2000);
    }
}

// Bits of a word of flags that are set, cleared and tested by constants, also atomically
// and in helpers that get the number of the bit.
typedef struct _BUFFER {
    FAST_MUTEX Lock;
    volatile LONG State;
    ULONG Flags;
} BUFFER, *PBUFFER;

#define BUFFER_DIRTY 3

static int TestBit(int Number, volatile LONG *Word) { return (1 << (Number & 31)) & Word[Number >> 5]; }

static int ClearBit(int Number, volatile LONG *Word)
{
    Word += Number >> 5;
    Number &= 31;
    return !!(InterlockedAnd(Word, ~(1 << Number)) & (1 << Number));
}

static VOID Flush(PBUFFER Buffer, PKEVENT Done)
{
    if (TestBit(BUFFER_DIRTY, &Buffer->State)) {
        KeWaitForSingleObject(Done, Executive, KernelMode, FALSE, NULL);
    }
}

VOID ClearedBitOk(PBUFFER Buffer, PKEVENT Done)
{
    ExAcquireFastMutex(&Buffer->Lock);
    ClearBit(BUFFER_DIRTY, &Buffer->State);
    Flush(Buffer, Done);
    ExReleaseFastMutex(&Buffer->Lock);
}

VOID OtherBitBad(PBUFFER Buffer, PKEVENT Done)
{
    ExAcquireFastMutex(&Buffer->Lock);
    ClearBit(BUFFER_DIRTY + 1, &Buffer->State);
    Flush(Buffer, Done); // want "Buffer->Lock"
    ExReleaseFastMutex(&Buffer->Lock);
}

VOID PlainFlagOk(PBUFFER Buffer, PKEVENT Done)
{
    ExAcquireFastMutex(&Buffer->Lock);
    Buffer->Flags &= ~4u;
    Buffer->Flags |= 8;
    if (Buffer->Flags & 4) {
        KeWaitForSingleObject(Done, Executive, KernelMode, FALSE, NULL);
    }
    if (!(Buffer->Flags & 8)) {
        KeWaitForSingleObject(Done, Executive, KernelMode, FALSE, NULL);
    }
    ExReleaseFastMutex(&Buffer->Lock);
}
