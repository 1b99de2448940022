// A thread that has a file to read before it ends.
#include <ntddk.h>

static HANDLE Log;
static IO_STATUS_BLOCK Block;
static CHAR Line[80];

static VOID Greet(PVOID context)
{
    UNREFERENCED_PARAMETER(context);
    ZwReadFile(Log, NULL, NULL, NULL, &Block, Line, sizeof(Line), NULL, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS Control(PDEVICE_OBJECT device, PIRP irp)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Greet, device);

    if (NT_SUCCESS(status)) {
        ZwClose(thread);
    }
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = 0;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}

static VOID UnloadBad(PDRIVER_OBJECT driver) // want "nothing waits for the thread's object or handle"
{
    IoDeleteDevice(driver->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    PDEVICE_OBJECT device;

    UNREFERENCED_PARAMETER(path);
    driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    driver->DriverUnload = UnloadBad;
    return IoCreateDevice(driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
}
