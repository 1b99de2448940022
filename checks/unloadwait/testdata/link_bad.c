// An entry point that ends with a call which may fail.
#include <ntddk.h>

static PVOID Thread;
static KEVENT Stop;
static UNICODE_STRING Link = RTL_CONSTANT_STRING(L"\\??\\Box"), Name = RTL_CONSTANT_STRING(L"\\Device\\Box");

static VOID Run(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unload(PDRIVER_OBJECT Driver)
{
    UNREFERENCED_PARAMETER(Driver);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Thread);
    IoDeleteSymbolicLink(&Link);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) // want "`DriverEntry` can fail while the system thread `Run`, which it has created, still runs"
{
    HANDLE thread;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Path);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, NULL, KernelMode, &Thread, NULL);
    ZwClose(thread);
    Driver->DriverUnload = Unload;
    return IoCreateSymbolicLink(&Link, &Name);
}
