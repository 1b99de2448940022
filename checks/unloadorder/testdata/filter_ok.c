// A minifilter beside the tables of another, which it does not register: what these name never runs.
#include <fltKernel.h>

typedef struct _GLOBALS {
    PFLT_FILTER Filter;
    NPAGED_LOOKASIDE_LIST List;
} GLOBALS;

static GLOBALS Globals;

static FLT_PREOP_CALLBACK_STATUS PreCreate(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Context)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);

    *Context = NULL;
    return FLT_PREOP_SUCCESS_NO_CALLBACK;
}

FLT_PREOP_CALLBACK_STATUS PreReadOfSample(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Context)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);

    *Context = ExAllocateFromNPagedLookasideList(&Globals.List);
    return FLT_PREOP_SUCCESS_WITH_CALLBACK;
}

static const FLT_OPERATION_REGISTRATION Operations[] = {
    {IRP_MJ_CREATE, 0, PreCreate, NULL},
    {IRP_MJ_OPERATION_END},
};

const FLT_OPERATION_REGISTRATION OperationsOfSample[] = {
    {IRP_MJ_READ, 0, PreReadOfSample, NULL},
    {IRP_MJ_OPERATION_END},
};

const FLT_REGISTRATION RegistrationOfSample = {sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, OperationsOfSample, NULL};

static NTSTATUS FilterUnload(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);

    ExDeleteNPagedLookasideList(&Globals.List);
    FltUnregisterFilter(Globals.Filter);
    return STATUS_SUCCESS;
}

static const FLT_REGISTRATION Registration = {sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, Operations, FilterUnload};

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeNPagedLookasideList(&Globals.List, NULL, NULL, 0, 64, 'xaM1', 0);
    return FltRegisterFilter(DriverObject, &Registration, &Globals.Filter);
}
