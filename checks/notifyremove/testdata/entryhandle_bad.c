// The entry point fails with a minifilter registered: what undoes it at the end, where there is a handle, is not come to.
#include <fltKernel.h>

static struct { PFLT_FILTER Filter; PFLT_PORT Port; } Monitor;

static NTSTATUS Unload(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);
    if (Monitor.Filter != NULL) {
        FltUnregisterFilter(Monitor.Filter);
    }
    return STATUS_SUCCESS;
}

static const FLT_REGISTRATION Registration = { sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, NULL, Unload };

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) // want "`DriverEntry` can fail and leave the minifilter registered"
{
    PSECURITY_DESCRIPTOR security;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = FltRegisterFilter(DriverObject, &Registration, &Monitor.Filter);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = FltBuildDefaultSecurityDescriptor(&security, FLT_PORT_ALL_ACCESS);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    FltFreeSecurityDescriptor(security);
    status = FltStartFiltering(Monitor.Filter);
    if (!NT_SUCCESS(status)) {
        if (Monitor.Filter != NULL) {
            FltUnregisterFilter(Monitor.Filter);
        }
        return status;
    }
    return STATUS_SUCCESS;
}
