// Two threads, one wait.
#include <ntddk.h>

static PETHREAD SendThread;
static PETHREAD ReceiveThread;
static KEVENT Stop;

static VOID Sender(PVOID Context)
{
    KeWaitForSingleObject(Context, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Receiver(PVOID Context)
{
    KeWaitForSingleObject(Context, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID UnloadBad(PDRIVER_OBJECT DriverObject) // want "Receiver"
{
    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    if (SendThread != NULL) {
        KeWaitForSingleObject(SendThread, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(SendThread);
    }
    if (ReceiveThread != NULL) {
        ObDereferenceObject(ReceiveThread);
    }
}

static NTSTATUS StartThread(PKSTART_ROUTINE Routine, PETHREAD *Thread)
{
    HANDLE handle;
    NTSTATUS status;

    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Routine, &Stop);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)Thread, NULL);
    ZwClose(handle);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = UnloadBad;
    status = StartThread(Sender, &SendThread);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = StartThread(Receiver, &ReceiveThread);
    if (!NT_SUCCESS(status)) {
        UnloadBad(DriverObject);
    }
    return status;
}
