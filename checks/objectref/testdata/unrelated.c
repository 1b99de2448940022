// References that are dropped under a test of something else.
#include <fltKernel.h>

extern ULONG Mode;
BOOLEAN IsOurs(HANDLE Id);
VOID Pause(VOID);

FLT_POSTOP_CALLBACK_STATUS MinorBad(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    PFLT_FILE_NAME_INFORMATION name;

    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    if (!NT_SUCCESS(FltGetFileNameInformation(Data, FLT_FILE_NAME_NORMALIZED, &name))) {
        return FLT_POSTOP_FINISHED_PROCESSING;
    }
    if (Data->Iopb->MinorFunction == IRP_MN_QUERY_DIRECTORY && Data->Iopb->Parameters.DirectoryControl.QueryDirectory.Length > 0) {
        DbgPrint("%wZ\n", &name->Name);
        FltReleaseFileNameInformation(name);
    }
    return FLT_POSTOP_FINISHED_PROCESSING; // want "`MinorBad` returns here with the reference that `FltGetFileNameInformation` has taken, which is dropped on another way"
}

NTSTATUS OursBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    BOOLEAN ours;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    ours = IsOurs(Id);
    if (ours) {
        *Session = PsGetProcessSessionId(process);
        ObDereferenceObject(process);
    }
    return STATUS_SUCCESS; // want "`OursBad` returns here with the reference"
}

NTSTATUS CodeBad(HANDLE Id, PIO_STACK_LOCATION Location)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    switch (Location->Parameters.DeviceIoControl.IoControlCode) {
    case 1:
        DbgPrint("%p\n", process);
        ObDereferenceObject(process);
        break;
    case 2:
        Pause();
        break;
    }
    return STATUS_SUCCESS; // want "`CodeBad` returns here with the reference"
}

// What was asked before the lookup may decide over it.
NTSTATUS ModeOk(HANDLE Id)
{
    PEPROCESS process = NULL;

    if (Mode == 2) {
        NTSTATUS status = PsLookupProcessByProcessId(Id, &process);
        if (!NT_SUCCESS(status)) {
            return status;
        }
    }
    Pause();
    if (Mode == 2) {
        ObDereferenceObject(process);
    }
    return STATUS_SUCCESS;
}

NTSTATUS MemberOk(HANDLE Id, PIO_STACK_LOCATION Location)
{
    PEPROCESS process = NULL;
    ULONG code = Location->Parameters.DeviceIoControl.IoControlCode;

    if (code == 5) {
        NTSTATUS status = PsLookupProcessByProcessId(Id, &process);
        if (!NT_SUCCESS(status)) {
            return status;
        }
    }
    Pause();
    if (Location->Parameters.DeviceIoControl.IoControlCode == 5) {
        ObDereferenceObject(process);
    }
    return STATUS_SUCCESS;
}

BOOLEAN PredicateOk(HANDLE Id)
{
    PEPROCESS process = NULL;

    if (IsOurs(Id) && !NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return FALSE;
    }
    Pause();
    if (IsOurs(Id)) {
        ObDereferenceObject(process);
    }
    return TRUE;
}

// Each of two tests of the same has its drop.
NTSTATUS KindsOk(HANDLE Id, PULONG Kind)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (*Kind > 3) {
        DbgPrint("%p\n", process);
        ObDereferenceObject(process);
    }
    if (*Kind <= 3) {
        ObDereferenceObject(process);
    }
    return STATUS_SUCCESS;
}

// The handle tells where the object is from.
NTSTATUS HandleOk(PUNICODE_STRING Name, PFILE_OBJECT Known)
{
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK block;
    HANDLE handle = NULL;
    PFILE_OBJECT file = Known;

    if (Known == NULL) {
        NTSTATUS status;
        InitializeObjectAttributes(&attributes, Name, OBJ_KERNEL_HANDLE, NULL, NULL);
        status = ZwOpenFile(&handle, SYNCHRONIZE, &attributes, &block, FILE_SHARE_READ, 0);
        if (!NT_SUCCESS(status)) {
            return status;
        }
        status = ObReferenceObjectByHandle(handle, SYNCHRONIZE, *IoFileObjectType, KernelMode, (PVOID *)&file, NULL);
        if (!NT_SUCCESS(status)) {
            ZwClose(handle);
            return status;
        }
    }
    DbgPrint("%wZ\n", &file->FileName);
    if (handle != NULL) {
        ObDereferenceObject(file);
        ZwClose(handle);
    }
    return STATUS_SUCCESS;
}

// The parameter is what the variable was before the lookup.
BOOLEAN GivenOk(HANDLE Id, PEPROCESS Given, PULONG Session)
{
    PEPROCESS process = Given;

    if (process == NULL) {
        if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
            return FALSE;
        }
    }
    *Session = PsGetProcessSessionId(process);
    if (Given == NULL) {
        ObDereferenceObject(process);
    }
    return TRUE;
}

// A status that is compared with FALSE, and with TRUE.
NTSTATUS FalseBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (NT_SUCCESS(status) == FALSE) {
        return status;
    }
    if (Id == NULL) {
        return STATUS_UNSUCCESSFUL; // want "`FalseBad` returns here with the reference"
    }
    *Session = PsGetProcessSessionId(process);
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

NTSTATUS TrueBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (NT_SUCCESS(status) == TRUE) {
        if (*Session == 0) {
            return STATUS_UNSUCCESSFUL; // want "`TrueBad` returns here with the reference"
        }
        ObDereferenceObject(process);
    }
    return status;
}

NTSTATUS FalseOk(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (FALSE == NT_SUCCESS(status)) {
        return status;
    }
    *Session = PsGetProcessSessionId(process);
    if (TRUE == NT_SUCCESS(status)) {
        ObDereferenceObject(process);
    }
    return STATUS_SUCCESS;
}
