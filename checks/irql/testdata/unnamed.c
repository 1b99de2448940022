// Routines of the kernel without a page: system services, and what waits for locks of the object manager and of processes.
#include <ntifs.h>

NTSTATUS ZwQuerySystemInformation(ULONG Class, PVOID Buffer, ULONG Size, PULONG Needed);
NTSTATUS ZwProtectVirtualMemory(HANDLE Process, PVOID *Base, PSIZE_T Size, ULONG Protection, PULONG Old);
PEPROCESS PsGetNextProcess(PEPROCESS Process);
PVOID PsGetProcessWow64Process(PEPROCESS Process);

static KSPIN_LOCK Lock;
static KGUARDED_MUTEX Guarded;
static FAST_MUTEX Mutex;

VOID ServiceBad(PVOID Buffer)
{
    KIRQL irql;
    KeAcquireSpinLock(&Lock, &irql);
    ZwQuerySystemInformation(5, Buffer, 4096, NULL); // want "`ZwQuerySystemInformation` is called at DISPATCH_LEVEL"
    KeReleaseSpinLock(&Lock, irql);
}

VOID WalkBad(VOID)
{
    KIRQL irql;
    PEPROCESS process;
    KeAcquireSpinLock(&Lock, &irql);
    process = PsGetNextProcess(NULL); // want "`PsGetNextProcess` is called at DISPATCH_LEVEL"
    PsGetProcessWow64Process(process);
    KeReleaseSpinLock(&Lock, irql);
    ObDereferenceObject(process);
}

/* Nothing says that it needs APCs. */
VOID UnderMutexOk(HANDLE Process, PVOID Base, SIZE_T Size)
{
    ULONG old;
    ExAcquireFastMutex(&Mutex);
    ZwProtectVirtualMemory(Process, &Base, &Size, PAGE_READWRITE, &old);
    ExReleaseFastMutex(&Mutex);
}
