// An operating system has the routines itself that drivers call: what they are known to do counts, whatever they are made of.
#include <ntddk.h>

static FAST_MUTEX Mutex;
static LONG Waiting;

static VOID Schedule(VOID)
{
    Waiting++;
}

NTSTATUS NTAPI KeDelayExecutionThread(KPROCESSOR_MODE WaitMode, BOOLEAN Alertable, PLARGE_INTEGER Interval)
{
    KIRQL irql;

    UNREFERENCED_PARAMETER(WaitMode);
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    if (Alertable || Interval->QuadPart == 0) {
        KeLowerIrql(irql);
        return STATUS_ALERTED;
    }
    Schedule(); // whoever goes on lowers the level
    return STATUS_SUCCESS;
}

static NTSTATUS Delay(BOOLEAN Alertable)
{
    KIRQL irql;

    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    if (Alertable) {
        KeLowerIrql(irql);
        return STATUS_ALERTED;
    }
    Schedule();
    return STATUS_SUCCESS;
}

NTSTATUS SystemOk(PLARGE_INTEGER Interval)
{
    NTSTATUS status = KeDelayExecutionThread(KernelMode, FALSE, Interval);

    if (status == STATUS_SUCCESS) {
        ExAcquireFastMutex(&Mutex);
        Waiting--;
        ExReleaseFastMutex(&Mutex);
    }
    return status;
}

NTSTATUS OwnBad(VOID)
{
    NTSTATUS status = Delay(FALSE);

    if (status == STATUS_SUCCESS) {
        ExAcquireFastMutex(&Mutex); // want "`ExAcquireFastMutex` is called at DISPATCH_LEVEL, set by `Delay`"
        Waiting--;
        ExReleaseFastMutex(&Mutex);
    }
    return status;
}
