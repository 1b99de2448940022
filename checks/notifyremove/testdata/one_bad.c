// Two callbacks of one kind are registered, one of them is taken back.
#include <fltKernel.h>

static PFLT_FILTER Filter;

static VOID First(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info) { DbgPrint("%wZ %p %p", Name, Process, Info); }
static VOID Second(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info) { DbgPrint("%wZ %p %p", Name, Process, Info); }

static NTSTATUS FLTAPI FilterUnload(FLT_FILTER_UNLOAD_FLAGS Flags) // want "`Second`"
{
    UNREFERENCED_PARAMETER(Flags);

    PsRemoveLoadImageNotifyRoutine(First);
    FltUnregisterFilter(Filter);
    return STATUS_SUCCESS;
}

static const FLT_REGISTRATION Registration = { sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, NULL, FilterUnload };

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    status = FltRegisterFilter(DriverObject, &Registration, &Filter);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsSetLoadImageNotifyRoutine(First);
    if (NT_SUCCESS(status)) {
        status = PsSetLoadImageNotifyRoutine(Second);
    }
    if (!NT_SUCCESS(status)) {
        PsRemoveLoadImageNotifyRoutine(First);
        FltUnregisterFilter(Filter);
        return status;
    }
    status = FltStartFiltering(Filter);
    if (!NT_SUCCESS(status)) {
        PsRemoveLoadImageNotifyRoutine(First);
        FltUnregisterFilter(Filter);
    }
    return status;
}
