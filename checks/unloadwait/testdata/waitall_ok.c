// All threads of an array at once.
#include <ntddk.h>

#define THREADS 4

static PVOID Threads[THREADS];
static ULONG Count;
static KEVENT Stop;

static VOID Worker(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID UnloadOk(PDRIVER_OBJECT DriverObject)
{
    KWAIT_BLOCK blocks[THREADS];
    ULONG i;

    UNREFERENCED_PARAMETER(DriverObject);

    if (Count == 0) {
        return;
    }
    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForMultipleObjects(Count, Threads, WaitAll, Executive, KernelMode, FALSE, NULL, blocks);
    for (i = 0; i < Count; i++) {
        ObDereferenceObject(Threads[i]);
    }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = UnloadOk;
    while (Count < THREADS) {
        status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Worker, NULL);
        if (!NT_SUCCESS(status)) {
            break;
        }
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &Threads[Count], NULL);
        ZwClose(handle);
        Count++;
    }
    return STATUS_SUCCESS;
}
