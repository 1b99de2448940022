// The system refuses to unload a driver object that a driver makes: it has no image of its own.
#include <ntddk.h>

NTKERNELAPI NTSTATUS IoCreateDriver(PUNICODE_STRING Name, PDRIVER_INITIALIZE Init);

static BOOLEAN Stop;

static VOID Poll(PVOID Context)
{
    LARGE_INTEGER pause;

    UNREFERENCED_PARAMETER(Context);
    pause.QuadPart = -10000000;
    while (!Stop) {
        KeDelayExecutionThread(KernelMode, FALSE, &pause);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    Stop = TRUE;
    IoDeleteDevice(DriverObject->DeviceObject);
}

static NTSTATUS Fill(PDRIVER_OBJECT DriverObject, PUNICODE_STRING Path)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Path);
    DriverObject->DriverUnload = Unload;
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Poll, NULL);
    if (NT_SUCCESS(status)) {
        ZwClose(handle);
    }
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING Path)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Driver\\Other");

    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(Path);
    return IoCreateDriver(&name, Fill);
}
