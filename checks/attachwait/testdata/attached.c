// What is done while attached to another process.
#include <fltKernel.h>

typedef struct _SCAN {
    PFLT_FILTER Filter;
    PFLT_PORT Port;
    PEPROCESS Process;
    HANDLE File;
    PVOID Address;
    UCHAR Buffer[64];
    ULONG Length;
} SCAN, *PSCAN;

static NTSTATUS Send(PSCAN Scan)
{
    return FltSendMessage(Scan->Filter, &Scan->Port, Scan->Buffer, sizeof(Scan->Buffer), NULL, NULL, NULL);
}

static NTSTATUS ReadInto(PSCAN Scan, PVOID Buffer)
{
    IO_STATUS_BLOCK io;

    return ZwReadFile(Scan->File, NULL, NULL, NULL, &io, Buffer, 64, NULL, NULL);
}

static VOID Attach(PSCAN Scan, PKAPC_STATE State)
{
    KeStackAttachProcess(Scan->Process, State);
}

NTSTATUS MessageBad(PSCAN Scan)
{
    KAPC_STATE state;
    NTSTATUS status;

    KeStackAttachProcess(Scan->Process, &state);
    status = FltSendMessage(Scan->Filter, &Scan->Port, Scan->Buffer, sizeof(Scan->Buffer), NULL, NULL, NULL); // want "`FltSendMessage` is called while the thread is attached.*0x6"
    KeUnstackDetachProcess(&state);
    return status;
}

NTSTATUS HelperBad(PSCAN Scan)
{
    KAPC_STATE state;
    NTSTATUS status;

    Attach(Scan, &state);
    status = Send(Scan); // want "`FltSendMessage` is called \\(through `Send`\\)"
    KeUnstackDetachProcess(&state);
    return status;
}

VOID OldAttachBad(PSCAN Scan)
{
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;

    InitializeObjectAttributes(&attributes, NULL, OBJ_CASE_INSENSITIVE, NULL, NULL);
    KeAttachProcess(Scan->Process);
    ZwOpenFile(&Scan->File, GENERIC_READ, &attributes, &io, FILE_SHARE_READ, FILE_SYNCHRONOUS_IO_NONALERT); // want "ZwOpenFile"
    KeDetachProcess();
}

// Detached on one way only.
NTSTATUS SomeBad(PSCAN Scan)
{
    KAPC_STATE state;
    NTSTATUS status = STATUS_SUCCESS;

    KeStackAttachProcess(Scan->Process, &state);
    if (Scan->Length > sizeof(Scan->Buffer)) {
        KeUnstackDetachProcess(&state);
        return ReadInto(Scan, Scan->Buffer);
    }
    if (Scan->Length != 0) {
        status = ReadInto(Scan, Scan->Address); // want "ZwReadFile"
    }
    KeUnstackDetachProcess(&state);
    return status;
}

NTSTATUS AfterOk(PSCAN Scan)
{
    KAPC_STATE state;
    NTSTATUS status = STATUS_SUCCESS;

    KeStackAttachProcess(Scan->Process, &state);
    __try {
        ProbeForRead(Scan->Address, Scan->Length, 1);
        RtlCopyMemory(Scan->Buffer, Scan->Address, Scan->Length);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    KeUnstackDetachProcess(&state);
    if (NT_SUCCESS(status)) {
        status = Send(Scan);
    }
    return status;
}

VOID FP_Memory(PSCAN Scan, PMDL Mdl)
{
    KAPC_STATE state;

    KeStackAttachProcess(Scan->Process, &state);
    __try {
        MmProbeAndLockPages(Mdl, UserMode, IoReadAccess);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
    }
    KeUnstackDetachProcess(&state);
}

VOID FP_Registry(PSCAN Scan, HANDLE Key, PUNICODE_STRING Name)
{
    KAPC_STATE state;
    ULONG length;

    KeStackAttachProcess(Scan->Process, &state);
    ZwQueryValueKey(Key, Name, KeyValuePartialInformation, Scan->Buffer, sizeof(Scan->Buffer), &length);
    KeUnstackDetachProcess(&state);
}

// Attached only where it does not read.
NTSTATUS FP_Condition(PSCAN Scan, BOOLEAN Remote)
{
    KAPC_STATE state;
    NTSTATUS status = STATUS_SUCCESS;

    if (Remote) {
        KeStackAttachProcess(Scan->Process, &state);
    }
    if (!Remote) {
        status = ReadInto(Scan, Scan->Buffer);
    }
    if (Remote) {
        KeUnstackDetachProcess(&state);
    }
    return status;
}

// Who calls it may be attached; nobody is.
NTSTATUS FP_Callee(PSCAN Scan)
{
    return ReadInto(Scan, Scan->Buffer);
}

// The attachment is hidden in a function that is not part of the driver.
VOID EnterProcess(PEPROCESS Process, PKAPC_STATE State);

NTSTATUS FN_Hidden(PSCAN Scan)
{
    KAPC_STATE state;
    NTSTATUS status;

    EnterProcess(Scan->Process, &state);
    status = Send(Scan);
    KeUnstackDetachProcess(&state);
    return status;
}

// The file is opened far below.
static NTSTATUS OpenIt(POBJECT_ATTRIBUTES Attributes, PHANDLE File)
{
    IO_STATUS_BLOCK block;

    return ZwOpenFile(File, SYNCHRONIZE, Attributes, &block, FILE_SHARE_READ, FILE_SYNCHRONOUS_IO_NONALERT);
}

static BOOLEAN Exists(POBJECT_ATTRIBUTES Attributes)
{
    HANDLE file;
    BOOLEAN found = NT_SUCCESS(OpenIt(Attributes, &file));

    if (found) {
        ZwClose(file);
    }
    return found;
}

static BOOLEAN NameExists(PUNICODE_STRING Name)
{
    OBJECT_ATTRIBUTES attributes;

    InitializeObjectAttributes(&attributes, Name, OBJ_KERNEL_HANDLE, NULL, NULL);
    return Exists(&attributes);
}

static BOOLEAN IsFile(PUNICODE_STRING Name)
{
    return Name->Length > 0 && NameExists(Name);
}

NTSTATUS DeepBad(PSCAN Scan, PUNICODE_STRING Name)
{
    KAPC_STATE state;
    BOOLEAN found;

    KeStackAttachProcess(Scan->Process, &state);
    found = IsFile(Name); // want "through `IsFile`"
    KeUnstackDetachProcess(&state);
    return found ? STATUS_SUCCESS : STATUS_NOT_FOUND;
}

// The I/O manager answers for the type of the device, and asks the file system for its attributes.
NTSTATUS TypeOk(PSCAN Scan)
{
    FILE_FS_DEVICE_INFORMATION device;
    IO_STATUS_BLOCK io;
    KAPC_STATE state;
    NTSTATUS status;

    KeStackAttachProcess(Scan->Process, &state);
    status = ZwQueryVolumeInformationFile(Scan->File, &io, &device, sizeof(device), FileFsDeviceInformation);
    KeUnstackDetachProcess(&state);
    return status;
}

NTSTATUS AttributesBad(PSCAN Scan)
{
    IO_STATUS_BLOCK io;
    KAPC_STATE state;
    NTSTATUS status;

    KeStackAttachProcess(Scan->Process, &state);
    status = ZwQueryVolumeInformationFile(Scan->File, &io, Scan->Buffer, sizeof(Scan->Buffer), FileFsAttributeInformation); // want "`ZwQueryVolumeInformationFile` is called"
    KeUnstackDetachProcess(&state);
    return status;
}

static VOID OpenByKernel(PUNICODE_STRING Name, PHANDLE File)
{
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;

    InitializeObjectAttributes(&attributes, Name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    ZwOpenFile(File, GENERIC_READ | SYNCHRONIZE, &attributes, &io, FILE_SHARE_READ, FILE_SYNCHRONOUS_IO_NONALERT);
}

// A handle of the kernel, and nothing more is done with it: as the kernel itself does.
VOID OpenOnlyOk(PSCAN Scan, PUNICODE_STRING Name)
{
    KAPC_STATE state;

    KeStackAttachProcess(Scan->Process, &state);
    OpenByKernel(Name, &Scan->File);
    KeUnstackDetachProcess(&state);
}

VOID OpenAndReadBad(PSCAN Scan, PUNICODE_STRING Name)
{
    KAPC_STATE state;

    KeStackAttachProcess(Scan->Process, &state);
    OpenByKernel(Name, &Scan->File); // want "ZwOpenFile"
    ReadInto(Scan, Scan->Address); // want "ZwReadFile"
    KeUnstackDetachProcess(&state);
}

VOID OpenEitherBad(PSCAN Scan, PUNICODE_STRING Name, BOOLEAN Kernel)
{
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    KAPC_STATE state;

    if (Kernel) {
        InitializeObjectAttributes(&attributes, Name, OBJ_KERNEL_HANDLE, NULL, NULL);
    } else {
        InitializeObjectAttributes(&attributes, Name, 0, NULL, NULL);
    }
    KeStackAttachProcess(Scan->Process, &state);
    ZwOpenFile(&Scan->File, GENERIC_READ, &attributes, &io, FILE_SHARE_READ, 0); // want "ZwOpenFile"
    KeUnstackDetachProcess(&state);
}

static VOID ReadFirst(PSCAN Scan, PUNICODE_STRING Name)
{
    OpenByKernel(Name, &Scan->File);
    ReadInto(Scan, Scan->Address);
}

VOID OpenAndReadInOneBad(PSCAN Scan, PUNICODE_STRING Name)
{
    KAPC_STATE state;

    KeStackAttachProcess(Scan->Process, &state);
    ReadFirst(Scan, Name); // want "ZwReadFile"
    KeUnstackDetachProcess(&state);
}
