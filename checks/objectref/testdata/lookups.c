// References of the object manager.
#include <ntifs.h>

#define LOOKUP(id, p) NT_SUCCESS(PsLookupProcessByProcessId((id), &(p)))

typedef struct _ENTRY {
    PEPROCESS Process;
    ULONG Session;
} ENTRY, *PENTRY;

static PEPROCESS Watched;
VOID Elsewhere(PVOID Pointer);

NTSTATUS EarlyBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (Session == NULL) {
        return STATUS_INVALID_PARAMETER; // want "`EarlyBad` returns here with the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way .*`ObDereferenceObject`"
    }
    *Session = PsGetProcessSessionId(process);
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

ULONG NeverBad(HANDLE Id)
{
    PETHREAD thread;
    ULONG id = 0;

    if (NT_SUCCESS(PsLookupThreadByThreadId(Id, &thread))) {
        id = HandleToULong(PsGetThreadId(thread));
    }
    return id; // want "`NeverBad` returns here with the reference that `PsLookupThreadByThreadId` has taken: nobody can drop it"
}

ULONG OneErrorBad(HANDLE Id)
{
    PEPROCESS process;

    if (PsLookupProcessByProcessId(Id, &process) == STATUS_INVALID_PARAMETER) {
        return 0;
    }
    return PsGetProcessSessionId(process); // want "`OneErrorBad` returns here with the reference that `PsLookupProcessByProcessId` has taken: nobody can drop it"
}

NTSTATUS OneErrorFirstOk(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (status == STATUS_INVALID_CID) {
        return STATUS_NOT_FOUND;
    }
    DbgPrint("%p", process);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    *Session = PsGetProcessSessionId(process);
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

// Nobody uses the pointer on the way that other errors take, too.
NTSTATUS OneErrorUnusedOk(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (status != STATUS_INVALID_CID && *Session == 0) {
        return status;
    }
    if (NT_SUCCESS(status)) {
        ObDereferenceObject(process);
    }
    return status;
}

BOOLEAN MacroBad(HANDLE Id)
{
    PEPROCESS process;

    if (!LOOKUP(Id, process)) {
        return FALSE;
    }
    if (PsGetProcessSessionId(process) == 0) {
        ObDereferenceObject(process);
        return TRUE;
    }
    return FALSE; // want "the reference that `PsLookupProcessByProcessId` has taken"
}

NTSTATUS GotoBad(HANDLE Handle)
{
    PFILE_OBJECT file = NULL;
    NTSTATUS status;

    status = ObReferenceObjectByHandle(Handle, FILE_READ_DATA, *IoFileObjectType, UserMode, (PVOID *)&file, NULL);
    if (status != STATUS_SUCCESS) {
        goto out;
    }
    if (file->ReadAccess == FALSE) {
        status = STATUS_ACCESS_DENIED;
        goto out;
    }
    ObDereferenceObject(file);
out:
    return status; // want "`GotoBad` returns here"
}

ULONG ResultBad(PDEVICE_OBJECT Device)
{
    PDEVICE_OBJECT top = IoGetAttachedDeviceReference(Device);

    if (top == Device) {
        return 0; // want "the reference that `IoGetAttachedDeviceReference` has taken"
    }
    ObDereferenceObject(top);
    return 1;
}

// Nothing drops it: that is one defect.
NTSTATUS OnceBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return STATUS_NOT_FOUND;
    }
    if (Session == NULL) {
        return STATUS_INVALID_PARAMETER;
    }
    *Session = PsGetProcessSessionId(process);
    return STATUS_SUCCESS; // want "`OnceBad` returns here with the reference"
}

VOID LoopBad(PHANDLE Ids, ULONG Count)
{
    PEPROCESS process;
    ULONG i;

    for (i = 0; i < Count; i++) {
        if (!NT_SUCCESS(PsLookupProcessByProcessId(Ids[i], &process))) { // want "takes a reference here, in a loop that comes back before the last one is dropped"
            continue;
        }
        if (PsGetProcessSessionId(process) == 0) {
            continue;
        }
        ObDereferenceObject(process);
    }
} // want "`LoopBad` returns here"

// The last one is dropped when the next one is there.
PDEVICE_OBJECT WalkOk(PDEVICE_OBJECT Device)
{
    PDEVICE_OBJECT at = Device;

    while (at != NULL) {
        PDEVICE_OBJECT lower = IoGetLowerDeviceObject(at);

        if (lower == NULL) {
            break;
        }
        if (at != Device) {
            ObDereferenceObject(at);
        }
        at = lower;
    }
    return at;
}

// A request takes the event over that it is built with.
PIRP EventOk(HANDLE Handle, PDEVICE_OBJECT Target, PIO_STATUS_BLOCK Block)
{
    PKEVENT event;

    if (!NT_SUCCESS(ObReferenceObjectByHandle(Handle, EVENT_MODIFY_STATE, *ExEventObjectType, UserMode, (PVOID *)&event, NULL))) {
        return NULL;
    }
    return IoBuildDeviceIoControlRequest(1, Target, NULL, 0, NULL, 0, FALSE, event, Block);
}

NTSTATUS DroppedOk(HANDLE Id)
{
    PEPROCESS process = NULL;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (NT_SUCCESS(status)) {
        status = PsGetProcessExitStatus(process);
    }
    if (process != NULL) {
        ObDereferenceObject(process);
    }
    return status;
}

NTSTATUS StoredOk(HANDLE Id, PENTRY Entry)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (NT_SUCCESS(status)) {
        Entry->Process = process;
    }
    return status;
}

PEPROCESS ReturnedOk(HANDLE Id)
{
    PEPROCESS process;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return NULL;
    }
    return process;
}

NTSTATUS HandedOutOk(HANDLE Id, PEPROCESS *Out)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (NT_SUCCESS(status)) {
        *Out = process;
    }
    return status;
}

static VOID Drop(PVOID Object)
{
    ObDereferenceObject(Object);
}

static VOID Remember(PEPROCESS Process)
{
    Watched = Process;
}

static ULONG Session(PEPROCESS Process)
{
    return PsGetProcessSessionId(Process);
}

VOID HelperOk(HANDLE Id)
{
    PEPROCESS process;

    if (NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        if (Watched == NULL) {
            Remember(process);
        } else {
            Drop(process);
        }
    }
}

ULONG HelperBad(HANDLE Id)
{
    PEPROCESS process;
    ULONG session = 0;

    if (NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        session = Session(process);
    }
    return session; // want "`HelperBad` returns here"
}

VOID UnknownOk(HANDLE Id)
{
    PEPROCESS process;

    if (NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        Elsewhere(process);
    }
}

VOID ConditionBad(HANDLE Id, PENTRY Entry)
{
    PEPROCESS process;

    if (NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        if (Entry->Session != 0) {
            ObDereferenceObject(process);
        }
    }
} // want "`ConditionBad` returns here with the reference that `PsLookupProcessByProcessId` has taken"

NTSTATUS PointerOk(PUNICODE_STRING Name, PDEVICE_OBJECT *Device)
{
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    NTSTATUS status = IoGetDeviceObjectPointer(Name, FILE_READ_DATA, &file, &device);

    if (NT_SUCCESS(status)) {
        *Device = device;
    }
    return status;
}

VOID GuardOk(PVOID Object)
{
    ObReferenceObject(Object);
}

// Who reads what lies in the object keeps nothing; who keeps the address of a part of it may find the object by that.
VOID OffsetBad(VOID)
{
    ULONG id;

    for (id = 4; id < 4096; id += 4) {
        PETHREAD thread;

        if (NT_SUCCESS(PsLookupThreadByThreadId(ULongToHandle(id), &thread))) {
            PEPROCESS process = *(PEPROCESS *)((PUCHAR)thread + 0x220);

            DbgPrint("%p\n", PsGetProcessId(process));
        }
    }
} // want "`OffsetBad` returns here with the reference that `PsLookupThreadByThreadId` has taken"

VOID OffsetOk(HANDLE Id, PUCHAR *Part)
{
    PETHREAD thread;

    if (NT_SUCCESS(PsLookupThreadByThreadId(Id, &thread))) {
        PUCHAR part = (PUCHAR)thread + 0x220;

        *Part = part;
    }
}

NTSTATUS PartBad(HANDLE Id, PCHAR Name)
{
    PUCHAR process;
    PCHAR part;
    NTSTATUS status = PsLookupProcessByProcessId(Id, (PEPROCESS *)&process);

    if (NT_SUCCESS(status)) {
        part = (PCHAR)(process + 0x174);
        RtlCopyMemory(Name, part, 16);
        DbgPrint("%c\n", part[0]);
    }
    return status; // want "`PartBad` returns here with the reference"
}

NTSTATUS PartOk(HANDLE Id, PVOID Buffer)
{
    PUCHAR process;
    PUCHAR part;
    NTSTATUS status = PsLookupProcessByProcessId(Id, (PEPROCESS *)&process);

    if (NT_SUCCESS(status)) {
        part = process + 0x174;
        RtlCopyMemory(Buffer, &part, sizeof(part));
    }
    return status;
}

NTSTATUS ListedOk(HANDLE Id, PLIST_ENTRY Head)
{
    PUCHAR process;
    PLIST_ENTRY link;
    NTSTATUS status = PsLookupProcessByProcessId(Id, (PEPROCESS *)&process);

    if (NT_SUCCESS(status)) {
        link = (PLIST_ENTRY)(process + 0x88);
        InsertTailList(Head, link);
    }
    return status;
}

// A parameter that is used like a variable.
BOOLEAN ParameterBad(PEPROCESS Process, HANDLE Id, PULONG Session)
{
    if (Process == NULL && !NT_SUCCESS(PsLookupProcessByProcessId(Id, &Process))) {
        return FALSE;
    }
    *Session = PsGetProcessSessionId(Process);
    return TRUE; // want "`ParameterBad` returns here with the reference"
}

ULONG AttachedBad(PDEVICE_OBJECT Device)
{
    Device = IoGetAttachedDeviceReference(Device);
    return Device->Flags; // want "`AttachedBad` returns here with the reference"
}

BOOLEAN ParameterOk(PEPROCESS Process, HANDLE Id, PULONG Session)
{
    BOOLEAN found = FALSE;

    if (Process == NULL) {
        if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &Process))) {
            return FALSE;
        }
        found = TRUE;
    }
    *Session = PsGetProcessSessionId(Process);
    if (found) {
        ObDereferenceObject(Process);
    }
    return TRUE;
}

// Exported without a page: it keeps nothing.
NTSTATUS NTAPI PsSuspendProcess(PEPROCESS Process);

NTSTATUS SuspendBad(HANDLE Id)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (NT_SUCCESS(status)) {
        status = PsSuspendProcess(process);
    }
    return status; // want "`SuspendBad` returns here with the reference"
}

// Nobody looks at the status, but somebody at the pointer.
BOOLEAN ValidOk(HANDLE Id)
{
    PEPROCESS process;

    PsLookupProcessByProcessId(Id, &process);
    if (process == NULL || !MmIsAddressValid(process)) {
        return FALSE;
    }
    ObDereferenceObject(process);
    return TRUE;
}

BOOLEAN ValidBad(HANDLE Id)
{
    PEPROCESS process = NULL;

    PsLookupProcessByProcessId(Id, &process);
    if (MmIsAddressValid(process)) {
        return PsGetProcessSessionId(process) != 0; // want "`ValidBad` returns here with the reference"
    }
    return FALSE;
}

// Elements of arrays.
VOID PairOk(HANDLE First, HANDLE Second)
{
    PVOID objects[2];

    if (!NT_SUCCESS(ObReferenceObjectByHandle(First, SYNCHRONIZE, *PsThreadType, KernelMode, &objects[0], NULL))) {
        return;
    }
    if (NT_SUCCESS(ObReferenceObjectByHandle(Second, SYNCHRONIZE, *PsThreadType, KernelMode, &objects[1], NULL))) {
        KeWaitForMultipleObjects(2, objects, WaitAll, Executive, KernelMode, FALSE, NULL, NULL);
        ObDereferenceObject(objects[1]);
    }
    ObDereferenceObject(objects[0]);
}

VOID SeveralOk(HANDLE First, HANDLE Second)
{
    PETHREAD threads[2] = { NULL, NULL };
    ULONG i;

    ObReferenceObjectByHandle(First, SYNCHRONIZE, *PsThreadType, KernelMode, (PVOID *)threads, NULL);
    ObReferenceObjectByHandle(Second, SYNCHRONIZE, *PsThreadType, KernelMode, (PVOID *)&threads[1], NULL);
    for (i = 0; i < RTL_NUMBER_OF(threads); i++) {
        if (threads[i] != NULL) {
            ObDereferenceObject(threads[i]);
        }
    }
}

VOID OtherBad(HANDLE First, HANDLE Second)
{
    PVOID objects[2];
    NTSTATUS status;

    if (!NT_SUCCESS(ObReferenceObjectByHandle(First, SYNCHRONIZE, *PsThreadType, KernelMode, &objects[0], NULL))) {
        return;
    }
    status = ObReferenceObjectByHandle(Second, SYNCHRONIZE, *PsThreadType, KernelMode, &objects[1], NULL);
    if (NT_SUCCESS(status)) {
        KeWaitForMultipleObjects(2, objects, WaitAll, Executive, KernelMode, FALSE, NULL, NULL);
    }
    ObDereferenceObject(objects[0]);
} // want "what `objects\[1\]` points to is never freed"

// Nobody looks at the status: whether there is a reference is not known.
VOID FN_Status(HANDLE Id)
{
    PEPROCESS process;

    PsLookupProcessByProcessId(Id, &process);
    if (process == NULL) {
        return;
    }
    process = NULL;
}

// Who may keep it is asked by a result that nobody here understands.
NTSTATUS FP_Kept(HANDLE Id, NTSTATUS (*Keep)(HANDLE))
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (NT_SUCCESS(status)) {
        status = Keep(Id);
    }
    return status; // want "`FP_Kept` returns here"
}

// A later call tells nothing of the reference: the way past the drop loses it, also where it comes to the same return as others.
NTSTATUS LaterBad(PFLT_CALLBACK_DATA Data)
{
    PFLT_FILE_NAME_INFORMATION name;
    NTSTATUS status = FltGetFileNameInformation(Data, 0, &name);

    if (NT_SUCCESS(status)) {
        status = FltParseFileNameInformation(name);
        if (NT_SUCCESS(status)) {
            DbgPrint("%wZ\n", &name->Name);
            FltReleaseFileNameInformation(name);
        }
    }
    return status; // want "`LaterBad` returns here with the reference that `FltGetFileNameInformation` has taken, which is dropped on another way"
}

NTSTATUS LaterOk(PFLT_CALLBACK_DATA Data)
{
    PFLT_FILE_NAME_INFORMATION name;
    NTSTATUS status = FltGetFileNameInformation(Data, 0, &name);

    if (NT_SUCCESS(status)) {
        status = FltParseFileNameInformation(name);
        if (NT_SUCCESS(status)) {
            DbgPrint("%wZ\n", &name->Name);
        }
        FltReleaseFileNameInformation(name);
    }
    return status;
}

// A status that another way has from before tells whether there is a reference.
NTSTATUS BeforeOk(HANDLE Id, ULONG Flags)
{
    PEPROCESS process;
    NTSTATUS status = Prepare(Flags);

    if (NT_SUCCESS(status)) {
        status = PsLookupProcessByProcessId(Id, &process);
    }
    if (NT_SUCCESS(status)) {
        ObDereferenceObject(process);
    }
    return status;
}

static VOID DropName(PFLT_FILE_NAME_INFORMATION Name)
{
    FltReleaseFileNameInformation(Name);
}

// A helper drops it.
FLT_PREOP_CALLBACK_STATUS NameHelperBad(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects)
{
    PFLT_FILE_NAME_INFORMATION name;
    BOOLEAN folder = FALSE;

    if (!NT_SUCCESS(FltGetFileNameInformation(Data, 0, &name))) {
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }
    FltIsDirectory(Objects->FileObject, Objects->Instance, &folder);
    if (folder) {
        return FLT_PREOP_SUCCESS_NO_CALLBACK; // want "`NameHelperBad` returns here with the reference that `FltGetFileNameInformation` has taken, which is dropped on another way"
    }
    DropName(name);
    return FLT_PREOP_SUCCESS_WITH_CALLBACK;
}

// What a routine says of the pointer itself may tell whether there is a reference.
NTSTATUS AskedOk(HANDLE Id)
{
    PEPROCESS process = NULL;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (status == STATUS_SUCCESS && MmIsAddressValid(process)) {
        DbgPrint("%p\n", process);
        ObDereferenceObject(process);
    }
    return status;
}

// That there is no memory says nothing of a reference taken before, whether its status was looked at or not.
NTSTATUS NoMemoryBad(HANDLE Id)
{
    PEPROCESS process = NULL;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);
    PULONG table = ExAllocatePoolWithTag(PagedPool, 4096, 'tseT');

    if (table != NULL) {
        if (NT_SUCCESS(status)) {
            if (NT_SUCCESS(PsAcquireProcessExitSynchronization(process))) {
                *table = (ULONG)(ULONG_PTR)PsGetProcessId(process);
                PsReleaseProcessExitSynchronization(process);
            }
            ObDereferenceObject(process);
        }
        ExFreePoolWithTag(table, 'tseT');
    }
    return status; // want "`NoMemoryBad` returns here with the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
}

NTSTATUS NoMemoryLaterBad(HANDLE Id)
{
    PETHREAD thread;
    NTSTATUS status = PsLookupThreadByThreadId(Id, &thread);
    PVOID copy;

    if (!NT_SUCCESS(status)) {
        return status;
    }
    copy = ExAllocatePoolWithTag(NonPagedPool, 64, 'tseT');
    if (copy) {
        RtlZeroMemory(copy, 64);
        ObDereferenceObject(thread);
        ExFreePoolWithTag(copy, 'tseT');
    }
    return STATUS_SUCCESS; // want "`NoMemoryLaterBad` returns here with the reference"
}

// Memory allocated before may be there for the reference alone.
NTSTATUS MemoryFirstOk(HANDLE Id, PVOID *Kept)
{
    PVOID copy = ExAllocatePoolWithTag(NonPagedPool, 64, 'tseT');
    PEPROCESS process = NULL;
    NTSTATUS status = STATUS_NO_MEMORY;

    if (copy != NULL) {
        status = PsLookupProcessByProcessId(Id, &process);
    }
    if (copy != NULL && NT_SUCCESS(status)) {
        *Kept = copy;
        ObDereferenceObject(process);
    }
    return status;
}

// The memory fails, and the pointer tells.
NTSTATUS NoMemoryPointerOk(HANDLE Id)
{
    PEPROCESS process = NULL;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);
    PVOID copy = ExAllocatePoolWithTag(NonPagedPool, 64, 'tseT');

    if (copy != NULL) {
        RtlZeroMemory(copy, 64);
        ExFreePoolWithTag(copy, 'tseT');
    }
    if (process != NULL) {
        ObDereferenceObject(process);
    }
    return status;
}

// What is taken out of the address space of a process keeps no reference to it.
NTSTATUS UnmapBad(HANDLE Id)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (NT_SUCCESS(status)) {
        status = MmUnmapViewOfSection(process, PsGetProcessSectionBaseAddress(process));
    }
    return status; // want "`UnmapBad` returns here with the reference that `PsLookupProcessByProcessId` has taken"
}

// The pointer alone tells: the status is put where nobody looks at it.
VOID StatusUnreadBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process = NULL;
    NTSTATUS status = STATUS_SUCCESS;

    status = PsLookupProcessByProcessId(Id, &process);
    if (process != NULL) {
        *Session = PsGetProcessSessionId(process);
    }
} // want "`StatusUnreadBad` returns here with the reference that `PsLookupProcessByProcessId` has taken"

BOOLEAN AddressUnreadBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process = NULL;
    NTSTATUS status;

    status = PsLookupProcessByProcessId(Id, &process);
    if (!MmIsAddressValid(process)) {
        return FALSE;
    }
    *Session = PsGetProcessSessionId(process);
    return TRUE; // want "`AddressUnreadBad` returns here"
}

BOOLEAN StatusUnreadOk(HANDLE Id, PULONG Session)
{
    PEPROCESS process = NULL;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!process) {
        return FALSE;
    }
    *Session = PsGetProcessSessionId(process);
    ObDereferenceObject(process);
    return TRUE;
}

// Somebody looks at the status in the test itself.
BOOLEAN StatusAtOnceOk(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    NTSTATUS status;

    if ((status = PsLookupProcessByProcessId(Id, &process)) != STATUS_SUCCESS) {
        return FALSE;
    }
    *Session = PsGetProcessSessionId(process);
    ObDereferenceObject(process);
    return TRUE;
}

// The pointer goes to a member of a structure of another type.
ULONG FN_OtherType(HANDLE Handle)
{
    OBJECT_HANDLE_INFORMATION information;

    if (!NT_SUCCESS(ObReferenceObjectByHandle(Handle, 0, NULL, KernelMode, (PVOID *)&information, NULL))) {
        return 0;
    }
    return information.HandleAttributes;
}

// The test around the drop is the wrong way round.
NTSTATUS InvertedBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process = NULL;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        goto End;
    }
    *Session = PsGetProcessSessionId(process);
End:
    if (process == NULL)
        ObDereferenceObject(process);
    return status; // want "`InvertedBad` returns here with the reference that `PsLookupProcessByProcessId` has taken"
}

VOID InvertedReturnBad(HANDLE Id)
{
    PEPROCESS process = NULL;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return;
    }
    DbgPrint("%lu", PsGetProcessSessionId(process));
    if (process != NULL) {
        return; // want "`InvertedReturnBad` returns here with the reference that `PsLookupProcessByProcessId` has taken"
    }
    ObDereferenceObject(process);
}

NTSTATUS TestedOk(HANDLE Id, PULONG Session, BOOLEAN Wanted)
{
    PEPROCESS process = NULL;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (NT_SUCCESS(status) && Wanted) {
        *Session = PsGetProcessSessionId(process);
    }
    if (process) {
        ObDereferenceObject(process);
    }
    return status;
}
