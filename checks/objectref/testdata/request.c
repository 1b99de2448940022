// What is only put into a request that the function makes and waits for is kept by nobody.
#include <ntifs.h>

static NTSTATUS ReadDone(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    KeSetEvent(Context, IO_NO_INCREMENT, FALSE);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

static NTSTATUS ReadSector(PDEVICE_OBJECT Device, PFILE_OBJECT File, PVOID Buffer)
{
    KEVENT event;
    PIRP irp;
    PIO_STACK_LOCATION location;
    NTSTATUS status;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoAllocateIrp(Device->StackSize, FALSE);
    if (irp == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    irp->UserBuffer = Buffer;
    irp->Tail.Overlay.OriginalFileObject = File;
    location = IoGetNextIrpStackLocation(irp);
    location->MajorFunction = IRP_MJ_READ;
    location->FileObject = File;
    IoSetCompletionRoutine(irp, ReadDone, &event, TRUE, TRUE, TRUE);
    status = IoCallDriver(Device, irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
        status = irp->IoStatus.Status;
    }
    IoFreeIrp(irp);
    return status;
}

NTSTATUS BootSectorBad(PUNICODE_STRING Name, PVOID Buffer, PULONG Kind)
{
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    NTSTATUS status = IoGetDeviceObjectPointer(Name, FILE_READ_DATA, &file, &device);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = ReadSector(device, file, Buffer);
    *Kind = device->DeviceType;
    return status; // want "`BootSectorBad` returns here with the reference"
}

// The request goes on without the function.
static VOID SendOn(PDEVICE_OBJECT Device, PFILE_OBJECT File)
{
    PIRP irp = IoAllocateIrp(Device->StackSize, FALSE);

    if (irp != NULL) {
        IoGetNextIrpStackLocation(irp)->FileObject = File;
        IoCallDriver(Device, irp);
    }
}

NTSTATUS SendOnOk(PUNICODE_STRING Name)
{
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    NTSTATUS status = IoGetDeviceObjectPointer(Name, FILE_READ_DATA, &file, &device);

    if (NT_SUCCESS(status)) {
        SendOn(device, file);
    }
    return status;
}

// A guard of a function that returns nothing.
VOID CountBad(PDEVICE_OBJECT Device, PULONG Count)
{
    ObReferenceObject(Device);
    if (*Count > 5) {
        return; // want "`CountBad` returns here with the reference that `ObReferenceObject` has taken"
    }
    *Count += Device->AlignmentRequirement;
    ObDereferenceObject(Device);
}

VOID CountOk(PDEVICE_OBJECT Device, PULONG Count)
{
    ObReferenceObject(Device);
    *Count += Device->AlignmentRequirement;
    if (*Count > 5) {
        *Count = 0;
    }
    ObDereferenceObject(Device);
}
