// The thread is told to stop, and that is all.
#include <ntddk.h>

static KEVENT StopEvent;
static PDEVICE_OBJECT Device;

static VOID PollThread(PVOID Context)
{
    LARGE_INTEGER second;

    UNREFERENCED_PARAMETER(Context);

    second.QuadPart = -10 * 1000 * 1000;
    while (KeWaitForSingleObject(&StopEvent, Executive, KernelMode, FALSE, &second) == STATUS_TIMEOUT) {
        KdPrint(("poll\n"));
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID UnloadBad(PDRIVER_OBJECT DriverObject) // want "PollThread"
{
    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&StopEvent, IO_NO_INCREMENT, FALSE);
    IoDeleteDevice(Device);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE thread;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = UnloadBad;
    KeInitializeEvent(&StopEvent, NotificationEvent, FALSE);
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &Device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, PollThread, NULL);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(Device);
        return status;
    }
    ZwClose(thread);
    return STATUS_SUCCESS;
}
