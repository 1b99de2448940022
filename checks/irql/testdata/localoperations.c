// As postoperation.c, with tables that the entry point makes on its stack or fills in member by member.
#include <fltKernel.h>

static FAST_MUTEX Guard;
static ULONG Seen;
static FLT_OPERATION_REGISTRATION Filled[3];

static VOID Count(VOID)
{
    ExAcquireFastMutex(&Guard);
    Seen++;
    ExReleaseFastMutex(&Guard);
}

static FLT_POSTOP_CALLBACK_STATUS AfterWriteBad(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    Count(); // want "`ExAcquireFastMutex` may be called at DISPATCH_LEVEL, for the system calls `AfterWriteBad`"
    return FLT_POSTOP_FINISHED_PROCESSING;
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

/* The entry point writes the number twice: nobody can tell what it is for. */
static FLT_POSTOP_CALLBACK_STATUS AfterEitherOk(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    Count();
    return FLT_POSTOP_FINISHED_PROCESSING;
}

static FLT_POSTOP_CALLBACK_STATUS AfterCreateOk(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    Count();
    return FLT_POSTOP_FINISHED_PROCESSING;
}

/* Has the rest done in the thread that reads. */
static FLT_PREOP_CALLBACK_STATUS BeforeRead(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Context)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    return FLT_PREOP_SYNCHRONIZE;
}

static FLT_POSTOP_CALLBACK_STATUS AfterReadOk(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID Context, FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Flags);
    Count();
    return FLT_POSTOP_FINISHED_PROCESSING;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    const FLT_OPERATION_REGISTRATION operations[] = {
        { IRP_MJ_CREATE, 0, NULL, AfterCreateOk },
        { IRP_MJ_WRITE, 0, NULL, AfterWriteBad },
        { IRP_MJ_READ, 0, BeforeRead, AfterReadOk },
        { IRP_MJ_OPERATION_END }
    };
    FLT_REGISTRATION registration = { sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, operations };
    PFLT_FILTER filter;
    NTSTATUS status;

    ExInitializeFastMutex(&Guard);
    status = FltRegisterFilter(Driver, &registration, &filter);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    Filled[0].MajorFunction = IRP_MJ_READ;
    Filled[0].PostOperation = AfterReadBad;
    Filled[1].MajorFunction = IRP_MJ_WRITE;
    if (Path->Length > 0) {
        Filled[1].MajorFunction = IRP_MJ_CREATE;
    }
    Filled[1].PostOperation = AfterEitherOk;
    Filled[2].MajorFunction = IRP_MJ_OPERATION_END;
    registration.OperationRegistration = Filled;
    status = FltRegisterFilter(Driver, &registration, &filter);
    return STATUS_SUCCESS;
}
