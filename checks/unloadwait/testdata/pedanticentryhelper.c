// A helper of the entry point alone waits for the last that the thread does, and the entry point succeeds.
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

static VOID RunOnce(VOID)
{
    HANDLE thread;

    KeInitializeEvent(&Done, SynchronizationEvent, FALSE);
    if (!NT_SUCCESS(PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, NULL))) {
        return;
    }
    ZwClose(thread);
    KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL); // want "waits for a signal that the system thread `Run` gives"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    RunOnce();
    return STATUS_SUCCESS;
}
