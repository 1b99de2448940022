// Waits without limit on the exit path that end by themselves, and those that do not.
#include <ntddk.h>

static KTIMER Timer;
static KSEMAPHORE Slots;
static KEVENT Answered;
static PDEVICE_OBJECT Lower;

static NTSTATUS Completed(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);

    KeSetEvent(Context, IO_NO_INCREMENT, FALSE);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

// A timer runs out.
static VOID TimerOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(Create);

    KeWaitForSingleObject(&Timer, Executive, KernelMode, FALSE, NULL);
}

// A semaphore is taken as a lock.
static VOID SemaphoreOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(Create);

    KeWaitForSingleObject(&Slots, Executive, KernelMode, FALSE, NULL);
    KeReleaseSemaphore(&Slots, IO_NO_INCREMENT, 1, FALSE);
}

// The I/O that was sent just before completes.
static VOID OwnRequestOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    KEVENT done;
    PIRP irp = IoAllocateIrp(Lower->StackSize, FALSE);

    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(Create);

    KeInitializeEvent(&done, NotificationEvent, FALSE);
    IoSetCompletionRoutine(irp, Completed, &done, TRUE, TRUE, TRUE);
    IoCallDriver(Lower, irp);
    KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, NULL);
    IoFreeIrp(irp);
}

static VOID EventBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(Create);

    KeWaitForSingleObject(&Answered, Executive, KernelMode, FALSE, NULL); // want "waits without limit on the exit path of `EventBad`"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    PsSetCreateProcessNotifyRoutine(TimerOk, FALSE);
    PsSetCreateProcessNotifyRoutine(SemaphoreOk, FALSE);
    PsSetCreateProcessNotifyRoutine(OwnRequestOk, FALSE);
    PsSetCreateProcessNotifyRoutine(EventBad, FALSE);
    return STATUS_SUCCESS;
}
