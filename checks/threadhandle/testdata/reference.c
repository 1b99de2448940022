// The object of a thread can be had from the handle that was just created, however the driver asks for that.
#include <ntddk.h>

static PVOID Thread;

static VOID Run(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS BeginOk(VOID)
{
    HANDLE handle;
    NTSTATUS status;

    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &Thread, NULL);
    if (status != STATUS_SUCCESS) {
        return status;
    }
    ZwClose(handle);
    return STATUS_SUCCESS;
}

NTSTATUS BeginBad(VOID)
{
    HANDLE handle;
    NTSTATUS status;

    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, NULL); // want "the handle of the system thread `Run` is neither closed nor kept"
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &Thread, NULL);
    if (status == STATUS_SUCCESS) {
        return status;
    }
    ZwClose(handle);
    return STATUS_SUCCESS;
}
