// A thread that prints a line and ends: an unload would have to come within its few instructions.
#include <ntddk.h>

static VOID Greet(PVOID context)
{
    DbgPrint("%p runs in %p\n", PsGetCurrentThread(), context);
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
