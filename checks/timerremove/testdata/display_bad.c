// A display miniport: the DPC that its interrupt routine queues ends with the device. One that a request for a state queues does not.
#include <ntddk.h>
#include <dispmprt.h>

typedef struct _ADAPTER {
    KDPC ChildDpc;
    KDPC StateDpc;
    ULONG Status;
} ADAPTER, *PADAPTER;

static VOID OnChild(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p %p", Dpc, Context, First, Second); }
static VOID OnState(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p %p", Dpc, Context, First, Second); }

static NTSTATUS AddDevice(PDEVICE_OBJECT Physical, PVOID *Context)
{
    PADAPTER adapter = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(ADAPTER), 'tpdA');

    UNREFERENCED_PARAMETER(Physical);
    if (adapter == NULL) {
        return STATUS_NO_MEMORY;
    }
    KeInitializeDpc(&adapter->ChildDpc, OnChild, adapter);
    KeInitializeDpc(&adapter->StateDpc, OnState, adapter);
    *Context = adapter;
    return STATUS_SUCCESS;
}

static BOOLEAN OnInterrupt(PVOID Context, ULONG Message)
{
    PADAPTER adapter = Context;

    UNREFERENCED_PARAMETER(Message);
    KeInsertQueueDpc(&adapter->ChildDpc, NULL, NULL);
    return TRUE;
}

static NTSTATUS SetState(PVOID Context, ULONG Uid, DEVICE_POWER_STATE State, POWER_ACTION Action)
{
    PADAPTER adapter = Context;

    UNREFERENCED_PARAMETER(Uid);
    UNREFERENCED_PARAMETER(State);
    UNREFERENCED_PARAMETER(Action);
    KeInsertQueueDpc(&adapter->StateDpc, NULL, NULL);
    return STATUS_SUCCESS;
}

static VOID Unload(VOID) // want "`Unload` can finish while the DPC `adapter->StateDpc`"
{
    DbgPrint("unloaded");
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    DRIVER_INITIALIZATION_DATA data = {0};

    data.Version = DXGKDDI_INTERFACE_VERSION;
    data.DxgkDdiAddDevice = AddDevice;
    data.DxgkDdiInterruptRoutine = OnInterrupt;
    data.DxgkDdiSetPowerState = SetState;
    data.DxgkDdiUnload = Unload;
    return DxgkInitialize(DriverObject, RegistryPath, &data);
}
