// Pre-operation callbacks of a minifilter run in the thread of the program that asks.
#include <fltKernel.h>

static EX_PUSH_LOCK Cache;
static ERESOURCE Paths;
static ERESOURCE Closed;
static ERESOURCE Later;
static ERESOURCE Sections;
static ERESOURCE Both;
static PFLT_FILTER Filter;

static FLT_PREOP_CALLBACK_STATUS PreCreateBad(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Context)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    ExAcquirePushLockShared(&Cache); // want "`ExAcquirePushLockShared` takes a lock here while normal kernel APCs are on"
    ExReleasePushLockShared(&Cache);
    FltAcquireResourceShared(&Paths);
    FltReleaseResource(&Paths);
    return FLT_PREOP_SUCCESS_NO_CALLBACK;
}

static FLT_PREOP_CALLBACK_STATUS PreWriteOk(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Context)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    FsRtlEnterFileSystem();
    ExAcquireResourceSharedLite(&Paths, TRUE);
    ExReleaseResourceLite(&Paths);
    FsRtlExitFileSystem();
    return FLT_PREOP_SUCCESS_NO_CALLBACK;
}

// A handle is closed in a critical region.
static FLT_PREOP_CALLBACK_STATUS PreCleanupOk(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Context)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    ExAcquireResourceExclusiveLite(&Closed, TRUE);
    ExReleaseResourceLite(&Closed);
    return FLT_PREOP_SUCCESS_NO_CALLBACK;
}

// A request that was held back may end in any thread.
static FLT_POSTOP_CALLBACK_STATUS PostCreateOk(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    ExAcquireResourceExclusiveLite(&Later, TRUE);
    ExReleaseResourceLite(&Later);
    return FLT_POSTOP_FINISHED_PROCESSING;
}

// The cache and memory managers ask for it in a critical region.
static FLT_PREOP_CALLBACK_STATUS PreSectionOk(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Context)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    ExAcquireResourceExclusiveLite(&Sections, TRUE);
    ExReleaseResourceLite(&Sections);
    return FLT_PREOP_SUCCESS_NO_CALLBACK;
}

// One callback for requests of both kinds may tell them apart.
static FLT_PREOP_CALLBACK_STATUS FN_PreBoth(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Context)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    ExAcquireResourceExclusiveLite(&Both, TRUE);
    ExReleaseResourceLite(&Both);
    return FLT_PREOP_SUCCESS_NO_CALLBACK;
}

static const FLT_OPERATION_REGISTRATION Operations[] = {
    { IRP_MJ_CREATE, 0, PreCreateBad, PostCreateOk },
    { IRP_MJ_WRITE, 0, PreWriteOk, NULL },
    { IRP_MJ_READ, 0, FN_PreBoth, NULL },
    { IRP_MJ_CLEANUP, 0, PreCleanupOk, NULL },
    { IRP_MJ_CLOSE, 0, FN_PreBoth, NULL },
    { IRP_MJ_ACQUIRE_FOR_SECTION_SYNCHRONIZATION, 0, PreSectionOk, NULL },
    { IRP_MJ_OPERATION_END }
};

static NTSTATUS Unload(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);
    FltUnregisterFilter(Filter);
    return STATUS_SUCCESS;
}

static const FLT_REGISTRATION Registration = {
    sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, Operations, Unload
};

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Path);
    FltInitializePushLock(&Cache);
    ExInitializeResourceLite(&Paths);
    ExInitializeResourceLite(&Closed);
    ExInitializeResourceLite(&Later);
    ExInitializeResourceLite(&Sections);
    ExInitializeResourceLite(&Both);
    status = FltRegisterFilter(Driver, &Registration, &Filter);
    if (NT_SUCCESS(status)) {
        status = FltStartFiltering(Filter);
        if (!NT_SUCCESS(status)) {
            FltUnregisterFilter(Filter);
        }
    }
    return status;
}
