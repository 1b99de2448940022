// An entry point that returns the status of the call which creates the thread.
#include <ntddk.h>

static PVOID Thread;
static KEVENT Stop;
static HANDLE Log;

static VOID Run(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS OpenLog(PUNICODE_STRING Name)
{
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, Name, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = ZwCreateFile(&Log, GENERIC_WRITE, &attributes, &io, NULL, 0, 0, FILE_OPEN_IF, 0, NULL, 0);
    if (status != STATUS_SUCCESS) {
        DbgPrint("no log: %x\n", status);
    }
    return status;
}

static VOID Unload(PDRIVER_OBJECT Driver)
{
    UNREFERENCED_PARAMETER(Driver);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Thread);
    ZwClose(Log);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    HANDLE thread;
    NTSTATUS status;

    status = OpenLog(Path);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, NULL);
    if (NT_SUCCESS(status)) {
        ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, NULL, KernelMode, &Thread, NULL);
        ZwClose(thread);
    }
    Driver->DriverUnload = Unload;
    return status;
}
