// KeSetEvent returns whether the event was set before; that says nothing about the thread.
#include <ntddk.h>

static PKTHREAD gThread = NULL;
static KEVENT gKill;

VOID MonitorThread(IN PVOID Context)
{
    LARGE_INTEGER delay;

    UNREFERENCED_PARAMETER(Context);
    delay.QuadPart = -5000000;
    for (;;) {
        if (KeWaitForSingleObject(&gKill, Executive, KernelMode, FALSE, &delay) == STATUS_SUCCESS) {
            break;
        }
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID UnloadBad(IN PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    if (gThread) {
        if (KeSetEvent(&gKill, IO_NO_INCREMENT, TRUE) == 0) {
            KeWaitForSingleObject(gThread, Executive, KernelMode, FALSE, NULL); // want "MonitorThread"
        }
        ObDereferenceObject(gThread);
    }
}

NTSTATUS DriverEntry(IN PDRIVER_OBJECT DriverObject, IN PUNICODE_STRING RegistryPath)
{
    HANDLE h;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    KeInitializeEvent(&gKill, NotificationEvent, FALSE);
    DriverObject->DriverUnload = UnloadBad;
    status = PsCreateSystemThread(&h, THREAD_ALL_ACCESS, NULL, NULL, NULL, MonitorThread, NULL);
    if (NT_SUCCESS(status)) {
        ObReferenceObjectByHandle(h, THREAD_ALL_ACCESS, NULL, KernelMode, (PVOID *)&gThread, NULL);
        ZwClose(h);
    }
    return status;
}
