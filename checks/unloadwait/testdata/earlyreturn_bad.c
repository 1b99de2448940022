// Returns before the wait when something else has gone wrong.
#include <ntddk.h>

static PETHREAD Thread;
static KEVENT Stop;
static PVOID Table;

static VOID Scanner(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID UnloadBad(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    if (Table == NULL) {
        return;
    }
    ExFreePool(Table);
    KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, NULL); // want "Scanner"
    ObDereferenceObject(Thread);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Scanner, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Thread, NULL);
    ZwClose(handle);
    Table = ExAllocatePoolWithTag(PagedPool, PAGE_SIZE, 'lbaT');
    DriverObject->DriverUnload = UnloadBad;
    return STATUS_SUCCESS;
}
