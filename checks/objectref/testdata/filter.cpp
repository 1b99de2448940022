// References of the filter manager.
#include <fltKernel.h>

struct Context {
    ULONG Count;
};

class NameInfo {
public:
    explicit NameInfo(PFLT_CALLBACK_DATA Data) { FltGetFileNameInformation(Data, FLT_FILE_NAME_NORMALIZED, &m_info); }
    ~NameInfo() { FltReleaseFileNameInformation(m_info); }

private:
    PFLT_FILE_NAME_INFORMATION m_info;
};

// An owner of a class that is not known here.
typedef absent::Owner<PFLT_VOLUME> VolumeOwner;

NTSTATUS OwnerOk(PFLT_FILTER Filter, PFILE_OBJECT File, PFLT_INSTANCE *Instance)
{
    VolumeOwner volume;
    NTSTATUS status = FltGetVolumeFromFileObject(Filter, File, &volume);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    return FltGetVolumeInstanceFromName(Filter, volume, NULL, Instance);
}

NTSTATUS ContextBad(PFLT_INSTANCE Instance)
{
    Context *context;
    NTSTATUS status = FltGetInstanceContext(Instance, reinterpret_cast<PFLT_CONTEXT *>(&context));

    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (context->Count == 0) {
        return STATUS_FLT_DO_NOT_ATTACH; // want "the reference that `FltGetInstanceContext` has taken"
    }
    context->Count++;
    FltReleaseContext(context);
    return STATUS_SUCCESS;
}

NTSTATUS AllocatedBad(PFLT_FILTER Filter, PFLT_INSTANCE Instance)
{
    Context *context;
    NTSTATUS status = FltAllocateContext(Filter, FLT_INSTANCE_CONTEXT, sizeof(Context), NonPagedPool, reinterpret_cast<PFLT_CONTEXT *>(&context));

    if (NT_SUCCESS(status)) {
        status = FltSetInstanceContext(Instance, FLT_SET_CONTEXT_KEEP_IF_EXISTS, context, NULL);
    }
    return status; // want "the reference that `FltAllocateContext` has taken"
}

BOOLEAN NameBad(PFLT_CALLBACK_DATA Data)
{
    PFLT_FILE_NAME_INFORMATION info;

    if (!NT_SUCCESS(FltGetFileNameInformation(Data, FLT_FILE_NAME_NORMALIZED, &info))) {
        return FALSE;
    }
    if (!NT_SUCCESS(FltParseFileNameInformation(info))) {
        return FALSE; // want "the reference that `FltGetFileNameInformation` has taken"
    }
    FltReleaseFileNameInformation(info);
    return TRUE;
}

BOOLEAN GuardOk(PFLT_CALLBACK_DATA Data)
{
    NameInfo info(Data);

    return Data->IoStatus.Information != 0;
}

NTSTATUS AllocatedOk(PFLT_FILTER Filter, PFLT_INSTANCE Instance)
{
    Context *context = NULL;
    NTSTATUS status = FltAllocateContext(Filter, FLT_INSTANCE_CONTEXT, sizeof(Context), NonPagedPool, reinterpret_cast<PFLT_CONTEXT *>(&context));

    if (NT_SUCCESS(status)) {
        status = FltSetInstanceContext(Instance, FLT_SET_CONTEXT_KEEP_IF_EXISTS, context, NULL);
    }
    if (context) {
        FltReleaseContext(context);
    }
    return status;
}

FLT_PREOP_CALLBACK_STATUS HandedOnOk(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Completion)
{
    PFLT_FILE_NAME_INFORMATION info;

    UNREFERENCED_PARAMETER(Objects);

    if (!NT_SUCCESS(FltGetFileNameInformation(Data, FLT_FILE_NAME_NORMALIZED, &info))) {
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }
    *Completion = info;
    return FLT_PREOP_SUCCESS_WITH_CALLBACK;
}
