// A library of the kernel, which ends by the name of its routine.
#include <ntddk.h>

static KEVENT Stop;
static HANDLE Thread;

static VOID Work(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS DllInitialize(PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    return PsCreateSystemThread(&Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Work, NULL);
}

NTSTATUS DllUnload(VOID) // want "`DllUnload` can finish while the system thread `Work` still runs"
{
    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    ZwClose(Thread);
    return STATUS_SUCCESS;
}
