// The objects are collected in a local array first.
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
    PVOID objects[THREADS];
    KWAIT_BLOCK blocks[THREADS];
    ULONG used = 0;
    ULONG i;

    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    for (i = 0; i < THREADS; i++) {
        if (Threads[i] != NULL) {
            objects[used++] = Threads[i];
        }
    }
    if (used != 0) {
        KeWaitForMultipleObjects(used, objects, WaitAll, Executive, KernelMode, FALSE, NULL, blocks);
    }
    for (i = 0; i < used; i++) {
        ObDereferenceObject(objects[i]);
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
