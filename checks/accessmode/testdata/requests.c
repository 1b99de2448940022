// Handles and pointers out of the buffers of requests.
#include <ntifs.h>

typedef struct _INPUT {
    HANDLE Event;
    PVOID Object;
    HANDLE ProcessId;
} INPUT, *PINPUT;

static PVOID Kept;
static HANDLE Own;

static NTSTATUS BufferedBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PINPUT input = Irp->AssociatedIrp.SystemBuffer;

    UNREFERENCED_PARAMETER(Device);
    return ObReferenceObjectByHandle(input->Event, 0, *ExEventObjectType, KernelMode, &Kept, NULL); // want "`ObReferenceObjectByHandle` takes the handle `input->Event` of a program in user mode with KernelMode"
}

static NTSTATUS NeitherBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    INPUT copy;

    UNREFERENCED_PARAMETER(Device);
    RtlCopyMemory(&copy, stack->Parameters.DeviceIoControl.Type3InputBuffer, sizeof(copy));
    return ObReferenceObjectByPointer(copy.Object, 0, NULL, KernelMode); // want "takes the pointer `copy.Object` of a program"
}

static NTSTATUS ByHandle(HANDLE Handle)
{
    return ObReferenceObjectByHandle(Handle, EVENT_ALL_ACCESS, NULL, KernelMode, &Kept, NULL); // want "takes the handle `Handle`"
}

static NTSTATUS HelperBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    return ByHandle(*(PHANDLE)Irp->UserBuffer);
}

static NTSTATUS ModeOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PINPUT input = Irp->AssociatedIrp.SystemBuffer;

    UNREFERENCED_PARAMETER(Device);
    return ObReferenceObjectByHandle(input->Event, 0, *ExEventObjectType, Irp->RequestorMode, &Kept, NULL);
}

static NTSTATUS UserModeOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PINPUT input = Irp->AssociatedIrp.SystemBuffer;

    UNREFERENCED_PARAMETER(Device);
    return ObReferenceObjectByHandle(input->Event, 0, *ExEventObjectType, UserMode, &Kept, NULL);
}

static NTSTATUS AskedOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PINPUT input = Irp->AssociatedIrp.SystemBuffer;

    UNREFERENCED_PARAMETER(Device);
    if (ExGetPreviousMode() == KernelMode) {
        return ObReferenceObjectByHandle(input->Event, 0, *ExEventObjectType, KernelMode, &Kept, NULL);
    }
    return STATUS_ACCESS_DENIED;
}

static NTSTATUS LookedUpOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PINPUT input = Irp->AssociatedIrp.SystemBuffer;
    PEPROCESS process;
    HANDLE handle;
    NTSTATUS status = PsLookupProcessByProcessId(input->ProcessId, &process);

    UNREFERENCED_PARAMETER(Device);
    if (NT_SUCCESS(status)) {
        status = ObOpenObjectByPointer(process, OBJ_KERNEL_HANDLE, NULL, 0, *PsProcessType, KernelMode, &handle);
        ObDereferenceObject(process);
    }
    return status;
}

static NTSTATUS OwnOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PINPUT output = Irp->AssociatedIrp.SystemBuffer;

    UNREFERENCED_PARAMETER(Device);
    output->Event = Own;
    ObReferenceObjectByHandle(output->Event, 0, *ExEventObjectType, KernelMode, &Kept, NULL);
    return ObReferenceObjectByHandle(Own, 0, *ExEventObjectType, KernelMode, &Kept, NULL);
}

// One request is told an object, another one gives a handle: only what is stored on the way to the call is the driver's own.
static NTSTATUS OtherCaseBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = STATUS_SUCCESS;

    UNREFERENCED_PARAMETER(Device);
    switch (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode) {
    case 1:
        *(PHANDLE)Irp->AssociatedIrp.SystemBuffer = Own;
        break;
    case 2:
        status = ObReferenceObjectByHandle(*(PHANDLE)Irp->AssociatedIrp.SystemBuffer, 0, NULL, KernelMode, &Kept, NULL); // want "takes the handle"
        *(PHANDLE)Irp->AssociatedIrp.SystemBuffer = Kept;
        break;
    }
    return status;
}

static NTSTATUS EachTimeOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PINPUT output = Irp->AssociatedIrp.SystemBuffer;
    NTSTATUS status = STATUS_SUCCESS;

    UNREFERENCED_PARAMETER(Device);
    for (int i = 0; i < 2 && NT_SUCCESS(status); i++) {
        if (i > 0) {
            status = ObReferenceObjectByHandle(output->Event, 0, *ExEventObjectType, KernelMode, &Kept, NULL);
        }
        output->Event = Own;
    }
    return status;
}

static VOID BuffersOf(PIRP Irp, PVOID *In, PULONG Length)
{
    *In = Irp->AssociatedIrp.SystemBuffer;
    *Length = IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.InputBufferLength;
}

static NTSTATUS ByHelperBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PVOID buffer;
    ULONG length;

    UNREFERENCED_PARAMETER(Device);
    BuffersOf(Irp, &buffer, &length);
    if (length < sizeof(INPUT)) {
        return STATUS_INVALID_PARAMETER;
    }
    return ObReferenceObjectByHandle(((PINPUT)buffer)->Event, 0, *ExEventObjectType, KernelMode, &Kept, NULL); // want "takes the handle"
}

static BOOLEAN FastControlBad(PFILE_OBJECT File, BOOLEAN Wait, PVOID Input, ULONG InputLength, PVOID Output, ULONG OutputLength, ULONG Code, PIO_STATUS_BLOCK Status, PDEVICE_OBJECT Device)
{
    UNREFERENCED_PARAMETER(File);
    UNREFERENCED_PARAMETER(Wait);
    UNREFERENCED_PARAMETER(InputLength);
    UNREFERENCED_PARAMETER(Output);
    UNREFERENCED_PARAMETER(OutputLength);
    UNREFERENCED_PARAMETER(Code);
    UNREFERENCED_PARAMETER(Device);
    Status->Status = ObReferenceObjectByHandle(((PINPUT)Input)->Event, 0, *ExEventObjectType, KernelMode, &Kept, NULL); // want "takes the handle"
    return TRUE;
}

static FAST_IO_DISPATCH FastIo = { .SizeOfFastIoDispatch = sizeof(FAST_IO_DISPATCH), .FastIoDeviceControl = FastControlBad };

VOID Register(PDRIVER_OBJECT DriverObject) { DriverObject->FastIoDispatch = &FastIo; }

static struct { HANDLE Event; } State;

// What the driver keeps in memory of its own is not followed.
static NTSTATUS FN_Kept(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    State.Event = *(PHANDLE)Irp->AssociatedIrp.SystemBuffer;
    return ObReferenceObjectByHandle(State.Event, 0, *ExEventObjectType, KernelMode, &Kept, NULL);
}
