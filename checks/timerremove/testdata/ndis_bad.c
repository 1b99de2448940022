// A timer of NDIS that a halt does not stop.
#include <ndis.h>

typedef struct _ADAPTER {
    NDIS_HANDLE Handle;
    NDIS_HANDLE Timer, Stopped;
} ADAPTER, *PADAPTER;

static NDIS_TIMER_FUNCTION LinkTimer;

static VOID LinkTimer(PVOID Special1, PVOID Context, PVOID Special2, PVOID Special3) { DbgPrint("%p %p %p %p", Special1, Context, Special2, Special3); }

static NDIS_STATUS Initialize(NDIS_HANDLE Handle, NDIS_HANDLE Context, PNDIS_MINIPORT_INIT_PARAMETERS Parameters)
{
    PADAPTER adapter = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(ADAPTER), 'tpda');
    static NDIS_MINIPORT_TIMER Old;

    UNREFERENCED_PARAMETER(Parameters);
    if (adapter == NULL) {
        return NDIS_STATUS_RESOURCES;
    }
    adapter->Handle = Handle;
    NdisMInitializeTimer(&Old, Handle, LinkTimer, adapter);
    NdisMSetPeriodicTimer(&Old, 2000);
    DbgPrint("%p", Context);
    return NDIS_STATUS_SUCCESS;
}

static VOID Halt(NDIS_HANDLE Context, NDIS_HALT_ACTION Action)
{
    UNREFERENCED_PARAMETER(Action);
    ExFreePoolWithTag(Context, 'tpda');
}

static VOID Unload(PDRIVER_OBJECT DriverObject) // want "the timer `Old`, which `NdisMSetPeriodicTimer` has set"
{
    UNREFERENCED_PARAMETER(DriverObject);
    NdisMDeregisterMiniportDriver(NULL);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NDIS_MINIPORT_DRIVER_CHARACTERISTICS characteristics;
    NDIS_HANDLE handle;

    NdisZeroMemory(&characteristics, sizeof(characteristics));
    characteristics.InitializeHandlerEx = Initialize;
    characteristics.HaltHandlerEx = Halt;
    characteristics.UnloadHandler = Unload;
    return NdisMRegisterMiniportDriver(DriverObject, RegistryPath, NULL, &characteristics, &handle);
}
