// The timeout is noticed, written to the debugger, and nothing comes of it. The wait is on the handle.
#include <ntifs.h>

static HANDLE ThreadHandle;
static KEVENT Stop;

static VOID Reader(PVOID Context)
{
    KeWaitForSingleObject(Context, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID UnloadBad(PDRIVER_OBJECT DriverObject)
{
    LARGE_INTEGER timeout;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    timeout.QuadPart = -10LL * 1000 * 1000;
    status = ZwWaitForSingleObject(ThreadHandle, FALSE, &timeout); // want "Reader"
    if (status == STATUS_TIMEOUT) {
        DbgPrint("thread is still there\n");
    }
    ZwClose(ThreadHandle);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = UnloadBad;
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    return PsCreateSystemThread(&ThreadHandle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Reader, &Stop);
}
