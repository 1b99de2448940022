// An array of threads, and a wait for the first of them only.
#include <ntddk.h>

#define THREADS 4

static PVOID Threads[THREADS];
static KEVENT Stop;

static VOID Crusher(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID UnloadBad(PDRIVER_OBJECT DriverObject)
{
    ULONG i;

    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(Threads[0], Executive, KernelMode, FALSE, NULL); // want "Crusher"
    for (i = 0; i < THREADS; i++) {
        ObDereferenceObject(Threads[i]);
    }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;
    ULONG i;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    for (i = 0; i < THREADS; i++) {
        status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Crusher, NULL);
        if (!NT_SUCCESS(status)) {
            break;
        }
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &Threads[i], NULL);
        ZwClose(handle);
    }
    DriverObject->DriverUnload = UnloadBad;
    return STATUS_SUCCESS;
}
