// An NDIS miniport: its halt handler waits, its driver unload handler has nothing left to do.
#include <ndis.h>

typedef struct _ADAPTER {
    PETHREAD Thread;
    KEVENT Stop;
} ADAPTER, *PADAPTER;

static NDIS_HANDLE DriverHandle;

DRIVER_INITIALIZE DriverEntry;
MINIPORT_INITIALIZE AdapterInitialize;
MINIPORT_HALT AdapterHalt;
MINIPORT_UNLOAD UnloadOk;

static VOID LinkThread(PVOID Context)
{
    PADAPTER adapter = Context;

    KeWaitForSingleObject(&adapter->Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

NDIS_STATUS AdapterInitialize(NDIS_HANDLE Handle, NDIS_HANDLE Context, PNDIS_MINIPORT_INIT_PARAMETERS Parameters)
{
    NDIS_MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES attributes = { 0 };
    PADAPTER adapter;
    HANDLE handle;

    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Parameters);

    adapter = NdisAllocateMemoryWithTagPriority(Handle, sizeof(ADAPTER), 'pdAu', NormalPoolPriority);
    if (adapter == NULL) {
        return NDIS_STATUS_RESOURCES;
    }
    attributes.Header.Type = NDIS_OBJECT_TYPE_MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES;
    attributes.Header.Revision = NDIS_MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES_REVISION_1;
    attributes.Header.Size = NDIS_SIZEOF_MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES_REVISION_1;
    attributes.MiniportAdapterContext = adapter;
    NdisMSetMiniportAttributes(Handle, (PNDIS_MINIPORT_ADAPTER_ATTRIBUTES)&attributes);

    KeInitializeEvent(&adapter->Stop, NotificationEvent, FALSE);
    if (!NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, LinkThread, adapter))) {
        NdisFreeMemory(adapter, 0, 0);
        return NDIS_STATUS_RESOURCES;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&adapter->Thread, NULL);
    ZwClose(handle);
    return NDIS_STATUS_SUCCESS;
}

VOID AdapterHalt(NDIS_HANDLE Context, NDIS_HALT_ACTION Action)
{
    PADAPTER adapter = Context;

    UNREFERENCED_PARAMETER(Action);

    KeSetEvent(&adapter->Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(adapter->Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(adapter->Thread);
    NdisFreeMemory(adapter, 0, 0);
}

VOID UnloadOk(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    NdisMDeregisterMiniportDriver(DriverHandle);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NDIS_MINIPORT_DRIVER_CHARACTERISTICS characteristics = { 0 };

    characteristics.Header.Type = NDIS_OBJECT_TYPE_MINIPORT_DRIVER_CHARACTERISTICS;
    characteristics.Header.Revision = NDIS_MINIPORT_DRIVER_CHARACTERISTICS_REVISION_2;
    characteristics.Header.Size = NDIS_SIZEOF_MINIPORT_DRIVER_CHARACTERISTICS_REVISION_2;
    characteristics.MajorNdisVersion = 6;
    characteristics.MinorNdisVersion = 20;
    characteristics.InitializeHandlerEx = AdapterInitialize;
    characteristics.HaltHandlerEx = AdapterHalt;
    characteristics.UnloadHandler = UnloadOk;
    return NdisMRegisterMiniportDriver(DriverObject, RegistryPath, NULL, &characteristics, &DriverHandle);
}
