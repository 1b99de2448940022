// What a structure held before a routine put the filter there decides nothing.
#include <fltKernel.h>

static struct {
    PFLT_FILTER Filter;
    PFLT_PORT Port;
} Globals;

static FLT_REGISTRATION Registration;

static NTSTATUS Unload(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);
    FltUnregisterFilter(Globals.Filter);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    Registration.FilterUnloadCallback = Unload;
    RtlZeroMemory(&Globals, sizeof(Globals));
    __try {
        status = FltRegisterFilter(DriverObject, &Registration, &Globals.Filter);
        if (!NT_SUCCESS(status)) {
            __leave;
        }
        status = FltStartFiltering(Globals.Filter);
    } __finally {
        if (!NT_SUCCESS(status) && Globals.Filter != NULL) {
            FltUnregisterFilter(Globals.Filter);
            Globals.Filter = NULL;
        }
    }
    return status;
}
