// What NDIS calls a filter and a protocol for, until they are taken back.
#include <ndis.h>

static NDIS_HANDLE FilterHandle;
static NDIS_HANDLE ProtocolHandle;
static PULONG Ring;
static PULONG Sent;
static PNDIS_RW_LOCK_EX Guard;

static VOID Receive(NDIS_HANDLE Module, PNET_BUFFER_LIST Lists, NDIS_PORT_NUMBER Port, ULONG Count, ULONG Flags)
{
    LOCK_STATE_EX state;
    NdisAcquireRWLockWrite(Guard, &state, 0);
    Ring[Count % 16]++;
    NdisReleaseRWLock(Guard, &state);
    NdisFIndicateReceiveNetBufferLists(Module, Lists, Port, Count, Flags);
}

static NDIS_STATUS Attach(NDIS_HANDLE Handle, NDIS_HANDLE Context, PNDIS_FILTER_ATTACH_PARAMETERS Parameters)
{
    UNREFERENCED_PARAMETER(Handle);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Parameters);
    return NDIS_STATUS_SUCCESS;
}

static VOID SendDone(NDIS_HANDLE Binding, PNET_BUFFER_LIST Lists, ULONG Flags)
{
    UNREFERENCED_PARAMETER(Binding);
    UNREFERENCED_PARAMETER(Flags);
    Sent[0]++;
    NdisFreeNetBufferList(Lists);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    ExFreePoolWithTag(Ring, 'gniR'); // want "`Unload` gives `Ring` back here, while `Receive`, which uses it, may still run"
    NdisFreeRWLock(Guard); // want "`Unload` gives `Guard` back here, while `Receive`, which uses it, may still run"
    NdisDeregisterProtocolDriver(ProtocolHandle);
    ExFreePoolWithTag(Sent, 'tneS'); // only the protocol uses it
    NdisFDeregisterFilterDriver(FilterHandle);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NDIS_FILTER_DRIVER_CHARACTERISTICS filter;
    NDIS_PROTOCOL_DRIVER_CHARACTERISTICS protocol;

    UNREFERENCED_PARAMETER(RegistryPath);
    NdisZeroMemory(&filter, sizeof(filter));
    NdisZeroMemory(&protocol, sizeof(protocol));
    Ring = ExAllocatePoolWithTag(NonPagedPoolNx, 16 * sizeof(ULONG), 'gniR');
    Sent = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(ULONG), 'tneS');
    Guard = NdisAllocateRWLock(DriverObject);
    filter.AttachHandler = Attach;
    filter.ReceiveNetBufferListsHandler = Receive;
    protocol.SendNetBufferListsCompleteHandler = SendDone;
    DriverObject->DriverUnload = Unload;
    (VOID)NdisFRegisterFilterDriver(DriverObject, DriverObject, &filter, &FilterHandle);
    return NdisRegisterProtocolDriver(NULL, &protocol, &ProtocolHandle);
}
