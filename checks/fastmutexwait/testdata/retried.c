// Delays of loops that try something again.
#include <ntifs.h>

static FAST_MUTEX Lock;
static NTSTATUS Attempt(PVOID Target);
static LARGE_INTEGER Half = { .QuadPart = -5000000 }, Second = { .QuadPart = -10000000 };

VOID RetriedOk(PVOID Target)
{
    ULONG i;

    ExAcquireFastMutex(&Lock);
    for (i = 0; i < 8; i++) {
        if (NT_SUCCESS(Attempt(Target)))
            break;
        KeDelayExecutionThread(KernelMode, FALSE, &Half);
    }
    ExReleaseFastMutex(&Lock);
}

VOID TwiceOk(PVOID Target, PVOID Other)
{
    ULONG i;

    ExAcquireFastMutex(&Lock);
    for (i = 0; i < 8; i++) {
        if (NT_SUCCESS(Attempt(Target)))
            break;
        KeDelayExecutionThread(KernelMode, FALSE, &Half);
    }
    for (i = 0; i < 8; i++) {
        if (NT_SUCCESS(Attempt(Other)))
            break;
        KeDelayExecutionThread(KernelMode, FALSE, &Half);
    }
    ExReleaseFastMutex(&Lock);
}

VOID BlockOk(PVOID Target)
{
    ULONG i;

    ExAcquireFastMutex(&Lock);
    do {
        if (Target == NULL)
            break;
        for (i = 0; i < 8; i++) {
            if (NT_SUCCESS(Attempt(Target)))
                break;
            KeDelayExecutionThread(KernelMode, FALSE, &Half);
        }
    } while (FALSE);
    ExReleaseFastMutex(&Lock);
}

VOID EachOk(PVOID *Targets)
{
    ULONG i, k;

    for (k = 0; k < 100; k++) {
        ExAcquireFastMutex(&Lock);
        for (i = 0; i < 8; i++) {
            if (NT_SUCCESS(Attempt(Targets[k])))
                break;
            KeDelayExecutionThread(KernelMode, FALSE, &Half);
        }
        ExReleaseFastMutex(&Lock);
    }
}

VOID TooLongBad(PVOID Target)
{
    ULONG i;

    ExAcquireFastMutex(&Lock);
    for (i = 0; i < 11; i++) {
        if (NT_SUCCESS(Attempt(Target)))
            break;
        KeDelayExecutionThread(KernelMode, FALSE, &Second); // want "`KeDelayExecutionThread` can block here"
    }
    ExReleaseFastMutex(&Lock);
}

VOID AlwaysBad(PVOID Target)
{
    ULONG i;

    ExAcquireFastMutex(&Lock);
    for (i = 0; i < 8; i++) {
        Attempt(Target);
        KeDelayExecutionThread(KernelMode, FALSE, &Half); // want "`KeDelayExecutionThread` can block here"
    }
    ExReleaseFastMutex(&Lock);
}

VOID LeftBehindBad(PVOID Target)
{
    ULONG i;

    ExAcquireFastMutex(&Lock);
    for (i = 0; i < 8; i++) {
        KeDelayExecutionThread(KernelMode, FALSE, &Half); // want "`KeDelayExecutionThread` can block here"
        if (NT_SUCCESS(Attempt(Target)))
            break;
    }
    ExReleaseFastMutex(&Lock);
}

VOID UncountedBad(PVOID Target, ULONG Count)
{
    ULONG i;

    ExAcquireFastMutex(&Lock);
    for (i = 0; i < Count; i++) {
        if (NT_SUCCESS(Attempt(Target)))
            break;
        KeDelayExecutionThread(KernelMode, FALSE, &Half); // want "`KeDelayExecutionThread` can block here"
    }
    ExReleaseFastMutex(&Lock);
}

VOID SetBackBad(PVOID Target)
{
    ULONG i;

    ExAcquireFastMutex(&Lock);
    for (i = 0; i < 8; i++) {
        if (NT_SUCCESS(Attempt(Target)))
            break;
        if (Target == NULL)
            i = 0;
        KeDelayExecutionThread(KernelMode, FALSE, &Half); // want "`KeDelayExecutionThread` can block here"
    }
    ExReleaseFastMutex(&Lock);
}

VOID LentBad(PVOID Target)
{
    ULONG i;

    ExAcquireFastMutex(&Lock);
    for (i = 0; i < 8; i++) {
        if (NT_SUCCESS(Attempt(&i)) || NT_SUCCESS(Attempt(Target)))
            break;
        KeDelayExecutionThread(KernelMode, FALSE, &Half); // want "`KeDelayExecutionThread` can block here"
    }
    ExReleaseFastMutex(&Lock);
}

VOID NestedBad(PVOID *Targets)
{
    ULONG i, k;

    ExAcquireFastMutex(&Lock);
    for (k = 0; k < 100; k++) {
        for (i = 0; i < 8; i++) {
            if (NT_SUCCESS(Attempt(Targets[k])))
                break;
            KeDelayExecutionThread(KernelMode, FALSE, &Half); // want "`KeDelayExecutionThread` can block here"
        }
    }
    ExReleaseFastMutex(&Lock);
}

VOID SwitchedBad(PVOID Target)
{
    ULONG i;

    ExAcquireFastMutex(&Lock);
    for (i = 0; i < 8; i++) {
        switch (Attempt(Target)) {
        case STATUS_SUCCESS:
            break;
        }
        KeDelayExecutionThread(KernelMode, FALSE, &Half); // want "`KeDelayExecutionThread` can block here"
    }
    ExReleaseFastMutex(&Lock);
}

VOID AgainBad(PVOID Target)
{
    ULONG i;

    ExAcquireFastMutex(&Lock);
again:
    for (i = 0; i < 8; i++) {
        if (NT_SUCCESS(Attempt(Target)))
            goto done;
        KeDelayExecutionThread(KernelMode, FALSE, &Half); // want "`KeDelayExecutionThread` can block here"
    }
    goto again;
done:
    ExReleaseFastMutex(&Lock);
}
