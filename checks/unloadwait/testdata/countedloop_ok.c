// A request makes a thread for each processor, of which the entry point has counted them; unload waits for all in a loop, which
// ends when they are through, or at once where there are none.
#include <ntddk.h>

#define MOST 32

static PKTHREAD Threads[MOST];
static ULONG Processors;
static BOOLEAN Stop;
static KSEMAPHORE Work;

static VOID Measure(PVOID context)
{
    UNREFERENCED_PARAMETER(context);
    for (;;) {
        KeWaitForSingleObject(&Work, Executive, KernelMode, FALSE, NULL);
        if (Stop)
            break;
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS Control(PDEVICE_OBJECT device, PIRP irp)
{
    ULONG i;
    HANDLE thread;
    NTSTATUS status = STATUS_SUCCESS;

    UNREFERENCED_PARAMETER(device);
    for (i = 0; i < Processors; i++) {
        status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Measure, NULL);
        if (!NT_SUCCESS(status))
            break;
        status = ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Threads[i], NULL);
        ZwClose(thread);
        if (!NT_SUCCESS(status))
            break;
    }
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = 0;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}

static VOID Unload(PDRIVER_OBJECT driver)
{
    ULONG i;

    UNREFERENCED_PARAMETER(driver);
    Stop = TRUE;
    KeReleaseSemaphore(&Work, 0, (LONG)Processors, FALSE);
    for (i = 0; i < Processors && Threads[i] != NULL; i++) {
        KeWaitForSingleObject(Threads[i], Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(Threads[i]);
    }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    UNREFERENCED_PARAMETER(path);
    Processors = min(KeQueryActiveProcessorCount(NULL), MOST);
    KeInitializeSemaphore(&Work, 0, MOST);
    driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    driver->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
