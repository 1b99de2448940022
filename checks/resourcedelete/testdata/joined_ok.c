// What fails comes to a deletion, by the same status or by another.
#include <fltKernel.h>

static NPAGED_LOOKASIDE_LIST Contexts;
static ERESOURCE Lock;
static PFLT_FILTER Filter;
static FLT_REGISTRATION Registration;

static NTSTATUS Unload(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);
    FltUnregisterFilter(Filter);
    ExDeleteNPagedLookasideList(&Contexts);
    ExDeleteResourceLite(&Lock);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    BOOLEAN listed = FALSE;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    Registration.FilterUnloadCallback = Unload;
    status = ExInitializeResourceLite(&Lock);
    if (NT_SUCCESS(status)) {
        ExInitializeNPagedLookasideList(&Contexts, NULL, NULL, 0, 64, 'tnoC', 0);
        listed = TRUE;
        status = FltRegisterFilter(DriverObject, &Registration, &Filter);
        if (NT_SUCCESS(status)) {
            status = FltStartFiltering(Filter);
            if (!NT_SUCCESS(status)) {
                FltUnregisterFilter(Filter);
            }
        }
        if (!NT_SUCCESS(status)) {
            ExDeleteResourceLite(&Lock);
        }
    }
    if (!NT_SUCCESS(status) && listed) {
        ExDeleteNPagedLookasideList(&Contexts);
    }
    return status;
}
