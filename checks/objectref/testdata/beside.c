// The file object of a device, references that a parameter tells nothing of, and those that a helper looks at before it hands them up.
#include <fltKernel.h>

PDEVICE_OBJECT Lower;
PDRIVER_OBJECT LowerDriver;
PVOID OldControl;
VOID Note(PDEVICE_OBJECT Device);
NTSTATUS Control(PDEVICE_OBJECT Device, PIRP Irp);

// Who asks the device something keeps neither.
NTSTATUS AskBad(PUNICODE_STRING Name, PULONG Size)
{
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    KEVENT event;
    IO_STATUS_BLOCK block;
    PIRP irp;
    NTSTATUS status = IoGetDeviceObjectPointer(Name, FILE_READ_DATA, &file, &device);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(1, device, NULL, 0, Size, sizeof(*Size), FALSE, &event, &block);
    if (irp == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    status = IoCallDriver(device, irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
    }
    return block.Status; // want "`AskBad` returns here with the reference that `IoGetDeviceObjectPointer` has taken"
}

NTSTATUS ScanBad(PUNICODE_STRING Names, ULONG Count, PULONG Flags)
{
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    ULONG i;

    for (i = 0; i < Count; i++) {
        if (NT_SUCCESS(IoGetDeviceObjectPointer(&Names[i], FILE_READ_DATA, &file, &device))) {
            Flags[i] = device->Flags;
        }
    }
    return STATUS_SUCCESS; // want "`ScanBad` returns here with the reference that `IoGetDeviceObjectPointer` has taken"
}

// What was there before is no object of the device's.
NTSTATUS RedirectBad(PUNICODE_STRING Name)
{
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    NTSTATUS status = IoGetDeviceObjectPointer(Name, FILE_READ_DATA, &file, &device);

    if (NT_SUCCESS(status)) {
        OldControl = InterlockedExchangePointer((PVOID *)&device->DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL], (PVOID)Control);
    }
    return status; // want "`RedirectBad` returns here with the reference that `IoGetDeviceObjectPointer` has taken"
}

// The driver stays as long as the reference.
NTSTATUS DriverOk(PUNICODE_STRING Name)
{
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    PDRIVER_OBJECT driver;
    NTSTATUS status = IoGetDeviceObjectPointer(Name, FILE_READ_DATA, &file, &device);

    if (NT_SUCCESS(status)) {
        driver = device->DriverObject;
        LowerDriver = driver;
    }
    return status;
}

NTSTATUS NotedOk(PUNICODE_STRING Name)
{
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    NTSTATUS status = IoGetDeviceObjectPointer(Name, FILE_READ_DATA, &file, &device);

    if (NT_SUCCESS(status)) {
        Note(device);
    }
    return status;
}

PDEVICE_OBJECT GivenOk(PUNICODE_STRING Name)
{
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;

    if (!NT_SUCCESS(IoGetDeviceObjectPointer(Name, FILE_READ_DATA, &file, &device))) {
        return NULL;
    }
    return device;
}

// To put something into an object is not to keep it; who puts the object somewhere keeps it.
NTSTATUS HookBad(PUNICODE_STRING Name, POBJECT_TYPE Type)
{
    PDRIVER_OBJECT driver;
    NTSTATUS status = ObReferenceObjectByName(Name, OBJ_CASE_INSENSITIVE, NULL, 0, Type, KernelMode, NULL, (PVOID *)&driver);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    OldControl = InterlockedExchangePointer((PVOID *)&driver->MajorFunction[IRP_MJ_DEVICE_CONTROL], (PVOID)Control);
    return STATUS_SUCCESS; // want "`HookBad` returns here with the reference that `ObReferenceObjectByName` has taken"
}

NTSTATUS HookOk(PUNICODE_STRING Name, POBJECT_TYPE Type)
{
    PDRIVER_OBJECT driver;
    NTSTATUS status = ObReferenceObjectByName(Name, OBJ_CASE_INSENSITIVE, NULL, 0, Type, KernelMode, NULL, (PVOID *)&driver);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    InterlockedExchangePointer((PVOID *)&LowerDriver, driver);
    return STATUS_SUCCESS;
}

// What a process is created for tells nothing of a lookup that succeeded.
VOID CreatedBad(HANDLE Parent, HANDLE Id, BOOLEAN Create)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (NT_SUCCESS(status) && !Create) {
        DbgPrint("%p of %p ends\n", process, Parent);
        ObDereferenceObject(process);
    }
} // want "`CreatedBad` returns here with the reference that `PsLookupProcessByProcessId` has taken"

// Here it does: it is what decides over the lookup.
VOID CreatedOk(HANDLE Id, BOOLEAN Create)
{
    PEPROCESS process = NULL;

    if (Create) {
        if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
            return;
        }
    }
    DbgPrint("%p\n", process);
    if (Create) {
        ObDereferenceObject(process);
    }
}

// The second step fails too, where the caller can't tell; where it succeeds, there is a name.
NTSTATUS ParsedName(PFLT_CALLBACK_DATA Data, PFLT_FILE_NAME_INFORMATION *Name)
{
    NTSTATUS status = FltGetFileNameInformation(Data, FLT_FILE_NAME_NORMALIZED, Name);

    if (NT_SUCCESS(status)) {
        status = FltParseFileNameInformation(*Name);
    }
    return status;
}

NTSTATUS NameBad(PFLT_CALLBACK_DATA Data, ULONG Options)
{
    PFLT_FILE_NAME_INFORMATION name;
    NTSTATUS status = ParsedName(Data, &name);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (Options == 0) {
        return STATUS_SUCCESS; // want "`NameBad` returns here with the reference that `ParsedName` has taken"
    }
    FltReleaseFileNameInformation(name);
    return STATUS_SUCCESS;
}

NTSTATUS NameOk(PFLT_CALLBACK_DATA Data)
{
    PFLT_FILE_NAME_INFORMATION name;
    NTSTATUS status = ParsedName(Data, &name);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    FltReleaseFileNameInformation(name);
    return STATUS_SUCCESS;
}

static NTSTATUS Ask(PDEVICE_OBJECT Device, PVOID Answer, ULONG Length)
{
    IO_STATUS_BLOCK block;
    NTSTATUS status;
    KEVENT event;
    PIRP irp;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(2, Device, NULL, 0, Answer, Length, FALSE, &event, &block);
    if (irp == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    status = IoCallDriver(Device, irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
        status = block.Status;
    }
    return status;
}

// The device that a request is made for and sent to keeps no reference of the sender's.
NTSTATUS RequestBad(PDEVICE_OBJECT Lower, PULONG Answer)
{
    PDEVICE_OBJECT top = IoGetAttachedDeviceReference(Lower);
    IO_STATUS_BLOCK block;
    NTSTATUS status;
    KEVENT event;
    PIRP irp;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(2, top, NULL, 0, Answer, sizeof(*Answer), FALSE, &event, &block);
    if (irp == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES; // want "`RequestBad` returns here with the reference that `IoGetAttachedDeviceReference` has taken"
    }
    status = IoCallDriver(top, irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
        status = block.Status;
    }
    ObDereferenceObject(top);
    return status;
}

VOID SentBad(PDEVICE_OBJECT Lower, PULONG Answer)
{
    PDEVICE_OBJECT top = IoGetAttachedDeviceReference(Lower);

    Ask(top, Answer, sizeof(*Answer));
} // want "`SentBad` returns here with the reference that `IoGetAttachedDeviceReference` has taken: nobody can drop it"

NTSTATUS SentOk(PDEVICE_OBJECT Lower, PULONG Answer)
{
    PDEVICE_OBJECT top = IoGetAttachedDeviceReference(Lower);
    NTSTATUS status = Ask(top, Answer, sizeof(*Answer));

    ObDereferenceObject(top);
    return status;
}

// What a request is given to work on may be kept: whoever completes it drops the reference.
NTSTATUS BufferOk(PDEVICE_OBJECT Lower, PIO_STATUS_BLOCK Block)
{
    PDEVICE_OBJECT top = IoGetAttachedDeviceReference(Lower);
    PIRP irp = IoBuildAsynchronousFsdRequest(IRP_MJ_READ, Lower, top, 0, NULL, Block);

    return irp == NULL ? STATUS_SUCCESS : IoCallDriver(Lower, irp);
}

static NTSTATUS Done(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);

    ObDereferenceObject(Context);
    IoFreeIrp(Irp);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

NTSTATUS CompletedOk(PDEVICE_OBJECT Lower)
{
    PDEVICE_OBJECT top = IoGetAttachedDeviceReference(Lower);
    PIRP irp = IoAllocateIrp(top->StackSize, FALSE);

    if (irp == NULL) {
        ObDereferenceObject(top);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    IoSetCompletionRoutine(irp, Done, top, TRUE, TRUE, TRUE);
    return IoCallDriver(top, irp);
}
