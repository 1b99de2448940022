// The ways that fail join those that succeed before the one return.
#include <fltKernel.h>

static NPAGED_LOOKASIDE_LIST Contexts;
static PFLT_FILTER Filter;
static FLT_REGISTRATION Registration;

static NTSTATUS Unload(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);
    FltUnregisterFilter(Filter);
    ExDeleteNPagedLookasideList(&Contexts);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    Registration.FilterUnloadCallback = Unload;
    ExInitializeNPagedLookasideList(&Contexts, NULL, NULL, 0, 64, 'tnoC', 0);
    status = FltRegisterFilter(DriverObject, &Registration, &Filter);
    if (NT_SUCCESS(status)) {
        status = FltStartFiltering(Filter);
        if (!NT_SUCCESS(status)) {
            FltUnregisterFilter(Filter);
        }
    }
    return status; // want "`DriverEntry` fails with the lookaside list `Contexts`"
}
