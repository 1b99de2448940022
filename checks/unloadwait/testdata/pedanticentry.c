// The entry point waits for the last that the thread does, and succeeds: an unload comes later than the thread's end.
#include <ntddk.h>

static KEVENT Done;

static VOID Run(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    KeSetEvent(&Done, IO_NO_INCREMENT, FALSE);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE thread;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    KeInitializeEvent(&Done, SynchronizationEvent, FALSE);
    if (!NT_SUCCESS(PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, NULL))) {
        return STATUS_UNSUCCESSFUL;
    }
    ZwClose(thread);
    KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL); // want "waits for a signal that the system thread `Run` gives"
    return STATUS_SUCCESS;
}
