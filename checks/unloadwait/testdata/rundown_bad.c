// Rundown protection is released by the thread itself, a few instructions before it leaves.
#include <ntddk.h>

static EX_RUNDOWN_REF Rundown;
static KEVENT Stop;

static VOID Feeder(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    ExReleaseRundownProtection(&Rundown);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID UnloadBad(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    ExWaitForRundownProtectionRelease(&Rundown); // want "Feeder"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeRundownProtection(&Rundown);
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    ExAcquireRundownProtection(&Rundown);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Feeder, NULL);
    if (!NT_SUCCESS(status)) {
        ExReleaseRundownProtection(&Rundown);
        return status;
    }
    ZwClose(handle);
    DriverObject->DriverUnload = UnloadBad;
    return STATUS_SUCCESS;
}
