// The thread says good-bye before it has left: the code after KeSetEvent is the driver's.
#include <ntddk.h>

static KEVENT Stop;
static KEVENT Gone;

static VOID Collector(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    KeSetEvent(&Gone, IO_NO_INCREMENT, FALSE);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID UnloadBad(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(&Gone, Executive, KernelMode, FALSE, NULL); // want "Collector"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    KeInitializeEvent(&Gone, NotificationEvent, FALSE);
    DriverObject->DriverUnload = UnloadBad;
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Collector, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ZwClose(handle);
    return STATUS_SUCCESS;
}
