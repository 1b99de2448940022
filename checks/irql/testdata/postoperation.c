// What a filter is told after a read or a write comes at DISPATCH_LEVEL, too: the storage driver completes what goes past the cache.
#include <fltKernel.h>

static FAST_MUTEX Guard;
static ULONG Seen;

static VOID Count(VOID)
{
    ExAcquireFastMutex(&Guard);
    Seen++;
    ExReleaseFastMutex(&Guard);
}

/* Decides by a condition whether it is told of the end. */
static FLT_PREOP_CALLBACK_STATUS BeforeRead(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Context)
{
    FLT_PREOP_CALLBACK_STATUS status = FLT_PREOP_SUCCESS_NO_CALLBACK;

    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    if (Data->Iopb->Parameters.Read.Length > 0) {
        status = FLT_PREOP_SUCCESS_WITH_CALLBACK;
    }
    return status;
}

static FLT_POSTOP_CALLBACK_STATUS AfterReadBad(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    Count(); // want "`ExAcquireFastMutex` may be called at DISPATCH_LEVEL, for the system calls `AfterReadBad`"
    return FLT_POSTOP_FINISHED_PROCESSING;
}

static FLT_POSTOP_CALLBACK_STATUS AfterAnyReadBad(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags);
#pragma alloc_text(PAGE, AfterAnyReadBad)

static FLT_POSTOP_CALLBACK_STATUS AfterAnyReadBad(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags) // want "the system calls `AfterAnyReadBad` as a callback of type `PFLT_POST_OPERATION_CALLBACK`, at DISPATCH_LEVEL, too, but it lies in a section that can be paged out"
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    return FLT_POSTOP_FINISHED_PROCESSING;
}

/* Has the rest done in the thread that writes. */
static FLT_PREOP_CALLBACK_STATUS BeforeWrite(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Context)
{
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    if (Data->Iopb->Parameters.Write.Length == 0) {
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }
    return FLT_PREOP_SYNCHRONIZE;
}

static FLT_POSTOP_CALLBACK_STATUS AfterWriteOk(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    Count();
    return FLT_POSTOP_FINISHED_PROCESSING;
}

/* A file is opened in the thread that opens it. */
static FLT_POSTOP_CALLBACK_STATUS AfterCreateOk(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    Count();
    return FLT_POSTOP_FINISHED_PROCESSING;
}

/* Serves both, and tells them apart. */
static FLT_POSTOP_CALLBACK_STATUS AfterSeveralOk(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    if (Data->Iopb->MajorFunction == IRP_MJ_CREATE) {
        Count();
    }
    return FLT_POSTOP_FINISHED_PROCESSING;
}

static const FLT_OPERATION_REGISTRATION Operations[] = {
    { IRP_MJ_CREATE, 0, NULL, AfterCreateOk },
    { IRP_MJ_READ, 0, BeforeRead, AfterReadBad },
    { IRP_MJ_READ, 0, NULL, AfterAnyReadBad },
    { IRP_MJ_WRITE, 0, BeforeWrite, AfterWriteOk },
    { IRP_MJ_CREATE, 0, NULL, AfterSeveralOk },
    { IRP_MJ_WRITE, 0, NULL, AfterSeveralOk },
    { IRP_MJ_OPERATION_END }
};

static const FLT_REGISTRATION Registration = { sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, Operations };

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    PFLT_FILTER filter;

    UNREFERENCED_PARAMETER(Path);
    ExInitializeFastMutex(&Guard);
    return FltRegisterFilter(Driver, &Registration, &filter);
}
