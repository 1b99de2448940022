// Who alerts or resumes a thread, through a pointer named after the service or by name, does not wait for it.
#include <ntddk.h>

typedef NTSTATUS (*SERVICE)(HANDLE, PULONG);

static SERVICE _NtAlertResumeThread;
static SERVICE Unnamed;
static HANDLE Ticker;
static HANDLE Watcher;
static volatile BOOLEAN Stop;

static VOID Sleep(VOID)
{
    LARGE_INTEGER interval;

    interval.QuadPart = -300000000;
    KeDelayExecutionThread(KernelMode, TRUE, &interval);
}

static VOID Tick(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    while (!Stop) {
        Sleep();
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Watch(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    while (!Stop) {
        Sleep();
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unload(PDRIVER_OBJECT Driver) // want "`Unload` can finish while the system thread `Tick` still runs"
{
    UNREFERENCED_PARAMETER(Driver);
    Stop = TRUE;
    _NtAlertResumeThread(Ticker, NULL);
    Unnamed(Watcher, NULL); // ok: it might wait
    ZwClose(Ticker);
    ZwClose(Watcher);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNICODE_STRING name;

    RtlInitUnicodeString(&name, L"NtAlertResumeThread");
    _NtAlertResumeThread = (SERVICE)MmGetSystemRoutineAddress(&name);
    Unnamed = (SERVICE)MmGetSystemRoutineAddress(Path);
    if (!NT_SUCCESS(PsCreateSystemThread(&Ticker, THREAD_ALL_ACCESS, NULL, NULL, NULL, Tick, NULL))) {
        Ticker = NULL;
    }
    if (!NT_SUCCESS(PsCreateSystemThread(&Watcher, THREAD_ALL_ACCESS, NULL, NULL, NULL, Watch, NULL))) {
        Watcher = NULL;
    }
    Driver->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
