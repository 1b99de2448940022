// A level that was raised without a lock stays raised where a way out forgets to lower it.
#include <ntddk.h>

#define TAG 'lvlL'

typedef struct _GATE {
    KSPIN_LOCK Lock;
    KDPC Dpcs[8];
    LONG Done;
    ULONG Count;
} GATE, *PGATE;

static GATE Gate;

/* The allocation fails at DISPATCH_LEVEL, and the entry point goes on there. */
static VOID OnAllBad(VOID)
{
    KIRQL before, old = 0;
    PKDPC dpcs;

    before = KeGetCurrentIrql();
    if (before < DISPATCH_LEVEL) {
        KeRaiseIrql(DISPATCH_LEVEL, &old);
    }
    dpcs = ExAllocatePoolWithTag(NonPagedPool, 8 * sizeof(KDPC), TAG);
    if (dpcs == NULL) {
        DbgPrint("no memory\n");
        return; // want "`OnAllBad` returns here at the raised level, which other ways through it undo"
    }
    InterlockedExchange(&Gate.Done, 0);
    if (before < DISPATCH_LEVEL) {
        KeLowerIrql(old);
    }
    ExFreePoolWithTag(dpcs, TAG);
}

static NTSTATUS CountBad(ULONG Limit)
{
    KIRQL old = KeRaiseIrqlToDpcLevel();

    if (Gate.Count >= Limit) {
        return STATUS_QUOTA_EXCEEDED; // want "`CountBad` returns here at the raised level"
    }
    Gate.Count++;
    KeLowerIrql(old);
    return STATUS_SUCCESS;
}

static NTSTATUS CountOk(ULONG Limit)
{
    NTSTATUS status = STATUS_SUCCESS;
    KIRQL old = KeRaiseIrqlToDpcLevel();

    if (Gate.Count >= Limit) {
        status = STATUS_QUOTA_EXCEEDED;
    } else {
        Gate.Count++;
    }
    KeLowerIrql(old);
    return status;
}

/* The spin lock's release gives the level back, too. */
static NTSTATUS AddOk(ULONG Limit)
{
    KIRQL old;

    KeRaiseIrql(DISPATCH_LEVEL, &old);
    KeAcquireSpinLockAtDpcLevel(&Gate.Lock);
    if (Gate.Count >= Limit) {
        KeReleaseSpinLock(&Gate.Lock, old);
        return STATUS_QUOTA_EXCEEDED;
    }
    Gate.Count++;
    KeReleaseSpinLockFromDpcLevel(&Gate.Lock);
    KeLowerIrql(old);
    return STATUS_SUCCESS;
}

/* Here the lock stays, and the level with it: one finding. */
static NTSTATUS AddBad(ULONG Limit)
{
    KIRQL old;

    KeRaiseIrql(DISPATCH_LEVEL, &old);
    KeAcquireSpinLockAtDpcLevel(&Gate.Lock);
    if (Gate.Count >= Limit) {
        return STATUS_QUOTA_EXCEEDED; // want "`AddBad` returns here with the spin lock `Gate.Lock` held"
    }
    Gate.Count++;
    KeReleaseSpinLockFromDpcLevel(&Gate.Lock);
    KeLowerIrql(old);
    return STATUS_SUCCESS;
}

/* They are there to raise and to lower. */
static BOOLEAN EnterOk(PKIRQL Old)
{
    if (Gate.Count == 0) {
        return FALSE;
    }
    KeRaiseIrql(DISPATCH_LEVEL, Old);
    return TRUE;
}

static VOID LeaveOk(KIRQL Old)
{
    KeLowerIrql(Old);
}

static VOID UseOk(VOID)
{
    KIRQL old;

    if (EnterOk(&old)) {
        Gate.Count--;
        LeaveOk(old);
    }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    KeInitializeSpinLock(&Gate.Lock);
    OnAllBad();
    CountBad(4);
    CountOk(4);
    AddOk(4);
    AddBad(4);
    UseOk();
    return STATUS_SUCCESS;
}
