// A minifilter stays registered where the entry point fails for want of a port, or of a device.
#include <fltKernel.h>

static PFLT_FILTER Filter;
static PFLT_PORT Port;
static PDEVICE_OBJECT Device;

static NTSTATUS OnConnect(PFLT_PORT Client, PVOID Cookie, PVOID Context, ULONG Size, PVOID *Connection)
{
    UNREFERENCED_PARAMETER(Client);
    UNREFERENCED_PARAMETER(Cookie);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Size);
    UNREFERENCED_PARAMETER(Connection);
    return STATUS_SUCCESS;
}

static NTSTATUS Unload(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);
    FltCloseCommunicationPort(Port);
    FltUnregisterFilter(Filter);
    return STATUS_SUCCESS;
}

static const FLT_REGISTRATION Registration = { sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, NULL, Unload };

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) // want "`DriverEntry` can fail and leave the minifilter registered.* unless `FltUnregisterFilter` takes it back first"
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = FltRegisterFilter(DriverObject, &Registration, &Filter);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = FltCreateCommunicationPort(Filter, &Port, NULL, NULL, OnConnect, NULL, NULL, 1);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = FltStartFiltering(Filter);
    if (!NT_SUCCESS(status)) {
        FltCloseCommunicationPort(Port);
        FltUnregisterFilter(Filter);
    }
    return status;
}
