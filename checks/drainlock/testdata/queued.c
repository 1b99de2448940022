// Queued spin locks, taken and left by helpers: who leaves one names the handle alone.
#include <ntddk.h>

typedef struct _GUARD {
    KLOCK_QUEUE_HANDLE Handle;
    KIRQL Level;
} GUARD, *PGUARD;

typedef struct _LOCK {
    KSPIN_LOCK Spin;
} LOCK, *PLOCK;

static LOCK PollLock, FlagLock;
static KTIMER Timer;
static KDPC Dpc;
static BOOLEAN Stopped;

static VOID Enter(PLOCK Lock, PGUARD Guard)
{
    Guard->Level = KeGetCurrentIrql();
    if (Guard->Level == DISPATCH_LEVEL) {
        KeAcquireInStackQueuedSpinLockAtDpcLevel(&Lock->Spin, &Guard->Handle);
    } else {
        KeAcquireInStackQueuedSpinLock(&Lock->Spin, &Guard->Handle);
    }
}

static VOID Leave(PGUARD Guard)
{
    if (Guard->Level == DISPATCH_LEVEL) {
        KeReleaseInStackQueuedSpinLockFromDpcLevel(&Guard->Handle);
    } else {
        KeReleaseInStackQueuedSpinLock(&Guard->Handle);
    }
}

static VOID Poll(PKDPC Self, PVOID Context, PVOID First, PVOID Second)
{
    GUARD guard;
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);

    due.QuadPart = -10000000;
    Enter(&PollLock, &guard);
    if (!Stopped) {
        KeSetTimer(&Timer, due, Self);
    }
    Leave(&guard);
}

VOID StopBad(VOID)
{
    GUARD guard, flag;

    Enter(&PollLock, &guard);
    Enter(&FlagLock, &flag);
    Stopped = TRUE;
    Leave(&flag);
    KeCancelTimer(&Timer);
    KeFlushQueuedDpcs(); // want "`KeFlushQueuedDpcs` waits here, with `PollLock.Spin` held, until `Poll` is done"
    Leave(&guard);
}

VOID StopOk(VOID)
{
    GUARD guard;

    Enter(&PollLock, &guard);
    Stopped = TRUE;
    Leave(&guard);
    KeCancelTimer(&Timer);
    KeFlushQueuedDpcs();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeTimer(&Timer);
    KeInitializeDpc(&Dpc, Poll, NULL);
    return STATUS_SUCCESS;
}

const PVOID Called[] = { StopBad, StopOk };
