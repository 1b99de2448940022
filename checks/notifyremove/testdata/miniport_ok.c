// A miniport takes itself back where it fails, and when it is unloaded.
#include <ndis.h>

static NDIS_HANDLE MiniportHandle;
static PVOID Table;

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    NdisMDeregisterMiniportDriver(MiniportHandle);
    ExFreePoolWithTag(Table, 'lbaT');
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NDIS_MINIPORT_DRIVER_CHARACTERISTICS miniport;
    NDIS_STATUS status;

    NdisZeroMemory(&miniport, sizeof(miniport));
    miniport.UnloadHandler = Unload;
    status = NdisMRegisterMiniportDriver(DriverObject, RegistryPath, NULL, &miniport, &MiniportHandle);
    if (status != NDIS_STATUS_SUCCESS) {
        return status;
    }
    Table = ExAllocatePoolWithTag(NonPagedPoolNx, PAGE_SIZE, 'lbaT');
    if (Table == NULL) {
        NdisMDeregisterMiniportDriver(MiniportHandle);
        return NDIS_STATUS_RESOURCES;
    }
    return NDIS_STATUS_SUCCESS;
}
