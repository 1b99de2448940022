// A minifilter that gives its lists up before it unregisters.
#include <fltKernel.h>

#define FREE(x) ExFreePoolWithTag((x), 'xaM1')

typedef struct _GLOBALS {
    PFLT_FILTER Filter;
    NPAGED_LOOKASIDE_LIST List;
    PVOID Table;
} GLOBALS;

static GLOBALS Globals;

static FLT_PREOP_CALLBACK_STATUS PreCreate(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Context)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);

    *Context = ExAllocateFromNPagedLookasideList(&Globals.List);
    RtlCopyMemory(*Context, Globals.Table, 16);
    return FLT_PREOP_SUCCESS_WITH_CALLBACK;
}

static const FLT_OPERATION_REGISTRATION Operations[] = {
    {IRP_MJ_CREATE, 0, PreCreate, NULL},
    {IRP_MJ_OPERATION_END},
};

static NTSTATUS FilterUnload(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);

    FREE(Globals.Table); // want "`FilterUnload` gives `Table` back here, while `PreCreate`"
    ExDeleteNPagedLookasideList(&Globals.List); // want "`FilterUnload` deletes `List` here, while `PreCreate`, which uses it, may still run"
    FltUnregisterFilter(Globals.Filter);
    return STATUS_SUCCESS;
}

static const FLT_REGISTRATION Registration = {sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, Operations, FilterUnload};

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeNPagedLookasideList(&Globals.List, NULL, NULL, 0, 64, 'xaM1', 0);
    Globals.Table = ExAllocatePoolWithTag(NonPagedPool, 16, 'xaM1');
    return FltRegisterFilter(DriverObject, &Registration, &Globals.Filter);
}
