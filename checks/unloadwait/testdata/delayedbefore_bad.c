// Unload sleeps, and then waits for the event that the thread sets last.
#include <ntddk.h>

static KEVENT Ended;
static BOOLEAN Stop;
static HANDLE Thread;

static VOID Run(PVOID context)
{
    UNREFERENCED_PARAMETER(context);
    while (!Stop) {
        KeStallExecutionProcessor(10);
    }
    KeSetEvent(&Ended, IO_NO_INCREMENT, FALSE);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID StopThreadBad(VOID)
{
    Stop = TRUE;
    KeWaitForSingleObject(&Ended, Executive, KernelMode, FALSE, NULL); // want "this waits for a signal"
}

static VOID Unload(PDRIVER_OBJECT driver)
{
    LARGE_INTEGER delay;

    UNREFERENCED_PARAMETER(driver);
    delay.QuadPart = -1000000;
    KeDelayExecutionThread(KernelMode, FALSE, &delay);
    StopThreadBad();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(path);
    KeInitializeEvent(&Ended, NotificationEvent, FALSE);
    driver->DriverUnload = Unload;
    status = PsCreateSystemThread(&Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, NULL);
    if (NT_SUCCESS(status)) {
        ZwClose(Thread);
    }
    return status;
}
