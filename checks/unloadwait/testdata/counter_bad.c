// The thread counts itself out and unload polls the counter.
#include <ntddk.h>

static volatile LONG Running;
static volatile LONG Stop;

static VOID Ticker(PVOID Context)
{
    LARGE_INTEGER tick;

    UNREFERENCED_PARAMETER(Context);

    tick.QuadPart = -100 * 1000;
    while (!Stop) {
        KeDelayExecutionThread(KernelMode, FALSE, &tick);
    }
    InterlockedDecrement(&Running);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID UnloadBad(PDRIVER_OBJECT DriverObject) // want "Ticker"
{
    LARGE_INTEGER tick;

    UNREFERENCED_PARAMETER(DriverObject);

    tick.QuadPart = -100 * 1000;
    InterlockedExchange(&Stop, 1);
    while (Running > 0) {
        KeDelayExecutionThread(KernelMode, FALSE, &tick);
    }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;
    int i;

    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = UnloadBad;
    for (i = 0; i < 2; i++) {
        status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Ticker, NULL);
        if (!NT_SUCCESS(status)) {
            break;
        }
        InterlockedIncrement(&Running);
        ZwClose(handle);
    }
    return STATUS_SUCCESS;
}
