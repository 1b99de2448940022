// The driver copies its code, runs the copy and goes: no thread runs in its image.
#include <ntddk.h>

static PUCHAR Copy;

static VOID Watch(PVOID Context)
{
    LARGE_INTEGER pause;

    UNREFERENCED_PARAMETER(Context);
    pause.QuadPart = -10000000;
    for (;;)
        KeDelayExecutionThread(KernelMode, FALSE, &pause);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    ULONG_PTR offset = (PUCHAR)Watch - (PUCHAR)Driver->DriverStart;
    HANDLE thread = NULL;

    UNREFERENCED_PARAMETER(Path);
    Copy = ExAllocatePool(NonPagedPoolExecute, Driver->DriverSize);
    if (Copy == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    RtlCopyMemory(Copy, Driver->DriverStart, Driver->DriverSize);
    PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, (PKSTART_ROUTINE)(Copy + offset), NULL);
    if (thread != NULL)
        ZwClose(thread);
    return STATUS_UNSUCCESSFUL;
}
