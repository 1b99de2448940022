// A driver that NDIS calls, and that fails as it starts.
#include <ndis.h>

static NDIS_HANDLE FilterHandle;
static NDIS_HANDLE ProtocolHandle;
static PVOID Ring;

static NDIS_STATUS MakeDevice(PDRIVER_OBJECT DriverObject)
{
    NDIS_DEVICE_OBJECT_ATTRIBUTES attributes;
    PDEVICE_OBJECT device;
    NDIS_HANDLE handle;

    UNREFERENCED_PARAMETER(DriverObject);
    NdisZeroMemory(&attributes, sizeof(attributes));
    return NdisRegisterDeviceEx(FilterHandle, &attributes, &device, &handle);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    NdisDeregisterProtocolDriver(ProtocolHandle);
    NdisFDeregisterFilterDriver(FilterHandle);
    ExFreePoolWithTag(Ring, 'gniR');
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) // want "leave the network driver and the network protocol registered.*`NdisFDeregisterFilterDriver` and `NdisDeregisterProtocolDriver`"
{
    NDIS_FILTER_DRIVER_CHARACTERISTICS filter;
    NDIS_PROTOCOL_DRIVER_CHARACTERISTICS protocol;
    NDIS_STATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    NdisZeroMemory(&filter, sizeof(filter));
    NdisZeroMemory(&protocol, sizeof(protocol));
    DriverObject->DriverUnload = Unload;
    status = NdisFRegisterFilterDriver(DriverObject, DriverObject, &filter, &FilterHandle);
    if (status != NDIS_STATUS_SUCCESS) {
        return status;
    }
    status = MakeDevice(DriverObject);
    if (status != NDIS_STATUS_SUCCESS) {
        NdisFDeregisterFilterDriver(FilterHandle);
        return status;
    }
    status = NdisRegisterProtocolDriver(NULL, &protocol, &ProtocolHandle);
    if (status != NDIS_STATUS_SUCCESS) {
        NdisFDeregisterFilterDriver(FilterHandle);
        return status;
    }
    Ring = ExAllocatePoolWithTag(NonPagedPoolNx, PAGE_SIZE, 'gniR');
    if (Ring == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    return STATUS_SUCCESS;
}
