// One common exit, reached from everywhere.
#include <ntddk.h>

static PDRIVER_OBJECT Self;
static KEVENT Stop;

static VOID ThreadBad(PVOID Context)
{
    PVOID buffer;

    UNREFERENCED_PARAMETER(Context);

    buffer = ExAllocatePoolWithTag(PagedPool, PAGE_SIZE, 'fuBs');
    if (buffer == NULL) {
        goto exit;
    }
    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    ExFreePoolWithTag(buffer, 'fuBs');

exit:
    ObDereferenceObject(Self); // want "Self"
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = Unload;
    Self = DriverObject;
    ObReferenceObject(DriverObject);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadBad, NULL);
    if (!NT_SUCCESS(status)) {
        ObDereferenceObject(DriverObject);
        return status;
    }
    ZwClose(handle);
    return STATUS_SUCCESS;
}
