// A minifilter that takes its callback back where the last program closes its connection, which an unload waits for.
#include <fltKernel.h>

static PFLT_FILTER Filter;
static PFLT_PORT Port, Client;

static VOID OnProcess(HANDLE Parent, HANDLE Id, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(Parent);
    UNREFERENCED_PARAMETER(Id);
    UNREFERENCED_PARAMETER(Create);
}

static NTSTATUS OnConnect(PFLT_PORT ClientPort, PVOID Cookie, PVOID Context, ULONG Size, PVOID *ConnectionCookie)
{
    UNREFERENCED_PARAMETER(Cookie);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Size);
    *ConnectionCookie = NULL;
    Client = ClientPort;
    return STATUS_SUCCESS;
}

static VOID OnDisconnect(PVOID ConnectionCookie)
{
    UNREFERENCED_PARAMETER(ConnectionCookie);
    PsSetCreateProcessNotifyRoutine(OnProcess, TRUE);
    FltCloseClientPort(Filter, &Client);
}

static NTSTATUS OnMessage(PVOID Cookie, PVOID Input, ULONG InputSize, PVOID Output, ULONG OutputSize, PULONG Returned)
{
    UNREFERENCED_PARAMETER(Cookie);
    UNREFERENCED_PARAMETER(Input);
    UNREFERENCED_PARAMETER(InputSize);
    UNREFERENCED_PARAMETER(Output);
    UNREFERENCED_PARAMETER(OutputSize);
    *Returned = 0;
    return STATUS_SUCCESS;
}

static NTSTATUS OnUnload(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);
    FltCloseCommunicationPort(Port);
    FltUnregisterFilter(Filter);
    return STATUS_SUCCESS;
}

static const FLT_REGISTRATION Registration = {
    sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, NULL, OnUnload,
};

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    OBJECT_ATTRIBUTES attributes;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Path);
    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = FltRegisterFilter(Driver, &Registration, &Filter);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = FltCreateCommunicationPort(Filter, &Port, &attributes, NULL, OnConnect, OnDisconnect, OnMessage, 1);
    if (!NT_SUCCESS(status)) {
        FltUnregisterFilter(Filter);
        return status;
    }
    status = PsSetCreateProcessNotifyRoutine(OnProcess, FALSE);
    if (!NT_SUCCESS(status)) {
        FltCloseCommunicationPort(Port);
        FltUnregisterFilter(Filter);
        return status;
    }
    FltStartFiltering(Filter);
    return STATUS_SUCCESS;
}
