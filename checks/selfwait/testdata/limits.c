// What is known to be missed.
#include <ntddk.h>

static PVOID Thread;

// That a thread waits for its own object is not looked for.
static VOID FN_JoinsItself(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, NULL);
}

NTSTATUS Start(VOID)
{
    HANDLE handle;
    NTSTATUS status = PsCreateSystemThread(&handle, 0, NULL, NULL, NULL, FN_JoinsItself, NULL);

    if (NT_SUCCESS(status)) {
        status = ObReferenceObjectByHandle(handle, SYNCHRONIZE, NULL, KernelMode, &Thread, NULL);
        ZwClose(handle);
    }
    return status;
}
