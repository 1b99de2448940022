// PAGED_CODE() asserts a level and does not bring it about: a callback to which the system comes at DISPATCH_LEVEL, too, fails there.
#include <fltKernel.h>

static PFLT_FILTER Filter;
static PVOID Kept;

static VOID Remember(VOID)
{
    PAGED_CODE();
    Kept = ExAllocatePoolWithTag(PagedPool, 16, 'aaaa');
}

static VOID Forget(VOID)
{
    PAGED_CODE();
    Kept = NULL;
}

static FLT_POSTOP_CALLBACK_STATUS AfterReadBad(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    PAGED_CODE(); // what is called below it says more
    Kept = ExAllocatePoolWithTag(PagedPool, 16, 'aaaa'); // want "`ExAllocatePoolWithTag` may be called at DISPATCH_LEVEL, for the system calls `AfterReadBad`"
    return FLT_POSTOP_FINISHED_PROCESSING;
}

/* What it calls may be more than its author knew. */
static FLT_POSTOP_CALLBACK_STATUS AfterAnyReadBad(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    Forget(); // want "`PAGED_CODE` may be called at DISPATCH_LEVEL, for the system calls `AfterAnyReadBad`"
    return FLT_POSTOP_FINISHED_PROCESSING;
}

/* Neither the callback nor a page says at which level the cache is flushed; who flushes it waits. */
static FLT_POSTOP_CALLBACK_STATUS AfterFlushedWriteBad(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    IO_STATUS_BLOCK done;

    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    CcFlushCache(Objects->FileObject->SectionObjectPointer, NULL, 0, &done); // want "`CcFlushCache` may be called at DISPATCH_LEVEL, for the system calls `AfterFlushedWriteBad`"
    return FLT_POSTOP_FINISHED_PROCESSING;
}

/* What a directory's change is told to. */
static VOID OnNotified(PFLT_CALLBACK_DATA Data, PFLT_CONTEXT Context)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Context);
    PAGED_CODE();
    Remember();
}

/* A file is opened in the thread that opens it. */
static FLT_POSTOP_CALLBACK_STATUS AfterCreateOk(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    PAGED_CODE();
    FltPerformAsynchronousIo(Data, OnNotified, NULL);
    return FLT_POSTOP_FINISHED_PROCESSING;
}

static FLT_POSTOP_CALLBACK_STATUS WhenSafe(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    PAGED_CODE();
    Remember();
    return FLT_POSTOP_FINISHED_PROCESSING;
}

/* Leaves it to what is called at a level that is safe. */
static FLT_POSTOP_CALLBACK_STATUS AfterReadOk(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    FLT_POSTOP_CALLBACK_STATUS status;

    if (!FltDoCompletionProcessingWhenSafe(Data, Objects, Context, Flags, WhenSafe, &status)) {
        Data->IoStatus.Status = STATUS_UNSUCCESSFUL;
        return FLT_POSTOP_FINISHED_PROCESSING;
    }
    return status;
}

static const FLT_OPERATION_REGISTRATION Operations[] = {
    { IRP_MJ_CREATE, 0, NULL, AfterCreateOk },
    { IRP_MJ_READ, 0, NULL, AfterReadBad },
    { IRP_MJ_READ, 0, NULL, AfterAnyReadBad },
    { IRP_MJ_READ, 0, NULL, AfterReadOk },
    { IRP_MJ_WRITE, 0, NULL, AfterFlushedWriteBad },
    { IRP_MJ_OPERATION_END }
};

static const FLT_REGISTRATION Registration = { sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, Operations };

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    return FltRegisterFilter(Driver, &Registration, &Filter);
}
