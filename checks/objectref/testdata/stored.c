// Pointers with a reference that are put into global variables and members.
#include <ntddk.h>
#include <ntifs.h>

#define IOCTL_TARGET CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_EVENT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS)

typedef struct _EXTENSION {
    PKTHREAD Scanner;
    PKTHREAD Waited;
    PKEVENT Event;
    PKEVENT Guarded;
    PEPROCESS Lent;
} EXTENSION, *PEXTENSION;

typedef struct _TARGET {
    ULONG Process;
    HANDLE Event;
} TARGET, *PTARGET;

static PEPROCESS Target;
static PEPROCESS Checked;
static PEPROCESS Replaced;
static PEPROCESS Flagged;
static PEPROCESS Never;
static PEPROCESS Handed;
static PKEVENT Swapped;
static PKTHREAD Worker;
static PKTHREAD Unused;
static BOOLEAN Started;

VOID KeepElsewhere(PEPROCESS Process);

// Who asks is left in, whatever the variable holds.
static NTSTATUS TargetBad(PIRP Irp, PTARGET Asked)
{
    if (Target != NULL && IoGetRequestorProcess(Irp) != Target)
        return STATUS_ACCESS_DENIED;
    return PsLookupProcessByProcessId(UlongToHandle(Asked->Process), &Target); // want "goes to `Target`, whatever that holds: when `DispatchControl` is called again"
}

static NTSTATUS EventBad(PDEVICE_OBJECT Device, PTARGET Asked)
{
    PEXTENSION extension = Device->DeviceExtension;

    return ObReferenceObjectByHandle(Asked->Event, EVENT_MODIFY_STATE, *ExEventObjectType, UserMode, (PVOID *)&extension->Event, NULL); // want "goes to `extension->Event`, whatever that holds"
}

static NTSTATUS NeverBad(PTARGET Asked)
{
    return PsLookupProcessByProcessId(UlongToHandle(Asked->Process), &Never); // want "nothing in the driver ever drops one to what `Never` points to"
}

static VOID Scan(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
}

// The next request finds it gone, and makes another thread: the first one's object stays.
static NTSTATUS ScannerBad(PDEVICE_OBJECT Device)
{
    PEXTENSION extension = Device->DeviceExtension;
    HANDLE handle;
    PVOID thread;
    NTSTATUS status;

    if (extension->Scanner != NULL)
        return STATUS_SUCCESS;
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Scan, NULL);
    if (!NT_SUCCESS(status))
        return status;
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &thread, NULL); // want "is kept in `extension->Scanner`, but nothing"
    extension->Scanner = (PKTHREAD)thread;
    ZwClose(handle);
    return status;
}

static VOID ScannerStop(PDEVICE_OBJECT Device)
{
    PEXTENSION extension = Device->DeviceExtension;

    KeWaitForSingleObject(extension->Scanner, Executive, KernelMode, FALSE, NULL);
    extension->Scanner = NULL;
}

static NTSTATUS CheckedOk(PTARGET Asked)
{
    if (Checked != NULL)
        return STATUS_DEVICE_BUSY;
    return PsLookupProcessByProcessId(UlongToHandle(Asked->Process), &Checked);
}

static NTSTATUS ReplacedOk(PTARGET Asked)
{
    if (Replaced) {
        ObDereferenceObject(Replaced);
        Replaced = NULL;
    }
    return PsLookupProcessByProcessId(UlongToHandle(Asked->Process), &Replaced);
}

// What the driver has noted tells that it is the first.
static NTSTATUS FlaggedOk(PTARGET Asked)
{
    NTSTATUS status;

    if (Started)
        return STATUS_DEVICE_BUSY;
    status = PsLookupProcessByProcessId(UlongToHandle(Asked->Process), &Flagged);
    if (NT_SUCCESS(status))
        Started = TRUE;
    return status;
}

static NTSTATUS GuardedOk(PDEVICE_OBJECT Device, PTARGET Asked)
{
    PEXTENSION extension = Device->DeviceExtension;
    PVOID event;
    NTSTATUS status;

    status = ObReferenceObjectByHandle(Asked->Event, EVENT_MODIFY_STATE, *ExEventObjectType, UserMode, &event, NULL);
    if (!NT_SUCCESS(status))
        return status;
    if (extension->Guarded != NULL) {
        ObDereferenceObject(event);
        return STATUS_DEVICE_BUSY;
    }
    extension->Guarded = event;
    return status;
}

static NTSTATUS SwappedOk(PTARGET Asked)
{
    PKEVENT old = Swapped;
    PVOID event;
    NTSTATUS status;

    status = ObReferenceObjectByHandle(Asked->Event, EVENT_MODIFY_STATE, *ExEventObjectType, UserMode, &event, NULL);
    if (!NT_SUCCESS(status))
        return status;
    Swapped = event;
    if (old != NULL)
        ObDereferenceObject(old);
    return status;
}

// Somebody else may drop it.
static NTSTATUS HandedOk(PTARGET Asked)
{
    NTSTATUS status;

    status = PsLookupProcessByProcessId(UlongToHandle(Asked->Process), &Handed);
    if (NT_SUCCESS(status))
        KeepElsewhere(Handed);
    return status;
}

static VOID Forget(PEPROCESS Process)
{
    ObDereferenceObject(Process);
}

// Dropped by another name.
static NTSTATUS LentOk(PEXTENSION Extension, PTARGET Asked)
{
    if (Extension->Lent != NULL)
        Forget(Extension->Lent);
    return PsLookupProcessByProcessId(UlongToHandle(Asked->Process), &Extension->Lent);
}

static NTSTATUS DispatchControl(PDEVICE_OBJECT Device, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PTARGET asked = Irp->AssociatedIrp.SystemBuffer;
    NTSTATUS status = STATUS_INVALID_DEVICE_REQUEST;

    switch (stack->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_TARGET:
        status = TargetBad(Irp, asked);
        break;
    case IOCTL_EVENT:
        status = EventBad(Device, asked);
        break;
    case 1:
        status = NeverBad(asked);
        break;
    case 2:
        status = ScannerBad(Device);
        break;
    case 3:
        ScannerStop(Device);
        break;
    case 4:
        status = CheckedOk(asked);
        break;
    case 5:
        status = ReplacedOk(asked);
        break;
    case 6:
        status = FlaggedOk(asked);
        break;
    case 7:
        status = GuardedOk(Device, asked);
        break;
    case 8:
        status = SwappedOk(asked);
        break;
    case 9:
        status = HandedOk(asked);
        break;
    case 10:
        status = LentOk(Device->DeviceExtension, asked);
        break;
    }
    Irp->IoStatus.Status = status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

// One for each that opens the device: which it is, who may know.
static NTSTATUS DispatchCreate(PDEVICE_OBJECT Device, PIRP Irp)
{
    PEXTENSION extension = Device->DeviceExtension;
    PVOID thread;

    if (NT_SUCCESS(ObReferenceObjectByHandle(NtCurrentThread(), 0, *PsThreadType, KernelMode, &thread, NULL)))
        extension->Waited = thread;
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

// One for as long as the driver is there, which unload knows of, or nobody.
static NTSTATUS LoadedBad(HANDLE Handle)
{
    return ObReferenceObjectByHandle(Handle, 0, *PsThreadType, KernelMode, (PVOID *)&Worker, NULL); // want "is kept in `Worker`, but nothing"
}

static NTSTATUS LoadedOk(HANDLE Handle)
{
    return ObReferenceObjectByHandle(Handle, 0, *PsThreadType, KernelMode, (PVOID *)&Unused, NULL);
}

static VOID Unload(PDRIVER_OBJECT Driver)
{
    PEXTENSION extension = Driver->DeviceObject->DeviceExtension;

    ObDereferenceObject(Target);
    ObDereferenceObject(Checked);
    ObDereferenceObject(Flagged);
    ObDereferenceObject(extension->Event);
    ObDereferenceObject(extension->Guarded);
    ObDereferenceObject(extension->Waited);
    KeWaitForSingleObject(Worker, Executive, KernelMode, FALSE, NULL);
    IoDeleteDevice(Driver->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    LoadedBad(NtCurrentThread());
    LoadedOk(NtCurrentThread());
    Driver->MajorFunction[IRP_MJ_CREATE] = DispatchCreate;
    Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = DispatchControl;
    Driver->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
