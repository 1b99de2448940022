// A status that the functions of a file keep in one variable.
#include <fltKernel.h>

static NTSTATUS Status;

static VOID Trace(PUNICODE_STRING Name) { DbgPrint("%wZ", Name); }

static VOID Prepare(PUNICODE_STRING Name) { Status = RtlVolumeDeviceToDosName(NULL, Name); }

NTSTATUS NameBad(PFLT_CALLBACK_DATA Data)
{
    PFLT_FILE_NAME_INFORMATION name;

    Status = FltGetFileNameInformation(Data, FLT_FILE_NAME_NORMALIZED, &name);
    if (!NT_SUCCESS(Status)) {
        return Status;
    }
    Trace(&name->Name);
    return STATUS_SUCCESS; // want "returns here with the reference that `FltGetFileNameInformation` has taken"
}

NTSTATUS NameOk(PFLT_CALLBACK_DATA Data)
{
    PFLT_FILE_NAME_INFORMATION name;

    Status = FltGetFileNameInformation(Data, FLT_FILE_NAME_NORMALIZED, &name);
    if (!NT_SUCCESS(Status)) {
        return Status;
    }
    Status = FltParseFileNameInformation(name);
    if (NT_SUCCESS(Status)) {
        Trace(&name->Name);
    }
    FltReleaseFileNameInformation(name);
    return Status;
}

// What another function has left in the variable tells nothing of the reference.
NTSTATUS OtherOk(PFLT_CALLBACK_DATA Data, PUNICODE_STRING Volume)
{
    PFLT_FILE_NAME_INFORMATION name = NULL;

    Status = FltGetFileNameInformation(Data, FLT_FILE_NAME_NORMALIZED, &name);
    Prepare(Volume);
    if (NT_SUCCESS(Status)) {
        return Status;
    }
    if (name != NULL) {
        FltReleaseFileNameInformation(name);
    }
    return Status;
}
