// Waits that end soon, whatever happens.
#include <fltKernel.h>

static FAST_MUTEX Lock;
static KEVENT Ready;
static BOOLEAN Busy;
static LARGE_INTEGER Tick = { .QuadPart = -10000 };

static VOID Sleep(ULONG Milliseconds)
{
    LARGE_INTEGER delay;

    delay.QuadPart = -10000LL * Milliseconds;
    KeDelayExecutionThread(KernelMode, FALSE, &delay);
}

VOID DelayBad(VOID)
{
    ExAcquireFastMutex(&Lock);
    KeDelayExecutionThread(KernelMode, FALSE, &Tick); // want "`KeDelayExecutionThread` can block here"
    ExReleaseFastMutex(&Lock);
}

VOID HelperBad(VOID)
{
    ExAcquireFastMutex(&Lock);
    Sleep(1000); // want "`KeDelayExecutionThread` can block here"
    ExReleaseFastMutex(&Lock);
}

VOID LimitBad(VOID)
{
    LARGE_INTEGER limit;

    limit.QuadPart = -5000000;
    ExAcquireFastMutex(&Lock);
    KeWaitForSingleObject(&Ready, Executive, KernelMode, FALSE, &limit); // want "`KeWaitForSingleObject` can block here"
    ExReleaseFastMutex(&Lock);
}

// Taken and released in each round.
VOID RoundsBad(ULONG Count)
{
    while (Count-- > 0) {
        ExAcquireFastMutex(&Lock);
        Sleep(10); // want "`KeDelayExecutionThread` can block here"
        ExReleaseFastMutex(&Lock);
    }
}

// These stay errors.
VOID PollBad(VOID)
{
    ExAcquireFastMutex(&Lock);
    while (Busy) {
        KeDelayExecutionThread(KernelMode, FALSE, &Tick); // want "`KeDelayExecutionThread` can block here"
    }
    ExReleaseFastMutex(&Lock);
}

VOID LongBad(VOID)
{
    ExAcquireFastMutex(&Lock);
    Sleep(1001); // want "`KeDelayExecutionThread` can block here"
    ExReleaseFastMutex(&Lock);
}

VOID UntilBad(VOID)
{
    LARGE_INTEGER until;

    KeQuerySystemTime(&until);
    until.QuadPart += 5000000;
    ExAcquireFastMutex(&Lock);
    KeDelayExecutionThread(KernelMode, FALSE, &until); // want "`KeDelayExecutionThread` can block here"
    ExReleaseFastMutex(&Lock);
}

// 500 ms after the beginning of 1601.
VOID PastBad(VOID)
{
    LARGE_INTEGER until;

    until.QuadPart = 5000000;
    ExAcquireFastMutex(&Lock);
    do {
        KeDelayExecutionThread(KernelMode, FALSE, &until); // want "`KeDelayExecutionThread` can block here"
    } while (Busy);
    ExReleaseFastMutex(&Lock);
}

VOID SendBad(PFLT_FILTER Filter, PFLT_PORT Port, PVOID Buffer)
{
    LARGE_INTEGER limit;

    limit.QuadPart = -5000000;
    ExAcquireFastMutex(&Lock);
    FltSendMessage(Filter, &Port, Buffer, 16, NULL, NULL, &limit); // want "`FltSendMessage` can block here"
    ExReleaseFastMutex(&Lock);
}

static NTSTATUS Attempt(PVOID Target);

VOID RetriedBad(PVOID Target)
{
    LARGE_INTEGER delay;
    ULONG i;

    ExAcquireFastMutex(&Lock);
    for (i = 0; i < 8; i++) {
        if (NT_SUCCESS(Attempt(Target)))
            break;
        delay.QuadPart = -5000000;
        KeDelayExecutionThread(KernelMode, FALSE, &delay); // want "`KeDelayExecutionThread` can block here"
    }
    ExReleaseFastMutex(&Lock);
}

static NTSTATUS AttemptOften(PVOID Target)
{
    int i;

    for (i = 1; i < 5; ++i) {
        if (NT_SUCCESS(Attempt(Target)))
            return STATUS_SUCCESS;
        Sleep(100);
    }
    return STATUS_TIMEOUT;
}

VOID RetriedByHelperBad(PVOID Target)
{
    ExAcquireFastMutex(&Lock);
    AttemptOften(Target); // want "`KeDelayExecutionThread` can block here"
    ExReleaseFastMutex(&Lock);
}
