// A helper of the thread drops the reference.
#include <ntddk.h>

static PDRIVER_OBJECT Self;
static KEVENT Stop;

static VOID Acquire(PDRIVER_OBJECT Driver)
{
    ObReferenceObject(Driver);
    Self = Driver;
}

static VOID Release(VOID)
{
    ObDereferenceObject(Self);
}

static VOID ThreadBad(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    Release(); // want "Self"
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = Unload;
    Acquire(DriverObject);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadBad, NULL);
    if (!NT_SUCCESS(status)) {
        Release();
        return status;
    }
    ZwClose(handle);
    return STATUS_SUCCESS;
}
