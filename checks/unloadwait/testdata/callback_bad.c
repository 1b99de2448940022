// The thread is made much later, by a device control request; unload knows nothing of it.
#include <ntddk.h>

#define IOCTL_START CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_NEITHER, FILE_ANY_ACCESS)

static VOID Burst(PVOID Context)
{
    ULONG i;

    UNREFERENCED_PARAMETER(Context);
    for (i = 0; i < 1000; i++) {
        KdPrint(("%u\n", i));
    }
}

static NTSTATUS Control(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status = STATUS_INVALID_DEVICE_REQUEST;
    HANDLE handle;

    if (stack->Parameters.DeviceIoControl.IoControlCode == IOCTL_START) {
        status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Burst, DeviceObject);
        if (NT_SUCCESS(status)) {
            ZwClose(handle);
        }
    }
    Irp->IoStatus.Status = status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

VOID UnloadBad(PDRIVER_OBJECT DriverObject) // want "Burst"
{
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;

    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    DriverObject->DriverUnload = UnloadBad;
    return IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
}
