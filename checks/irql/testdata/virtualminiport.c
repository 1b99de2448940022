// StorPort calls a miniport's HwInitialize at the level of its interrupt; a virtual miniport has none.
#include <ntddk.h>
#include <storport.h>

typedef struct _ADAPTER {
    PVOID Disk;
} ADAPTER, *PADAPTER;

static BOOLEAN InitializeOk(PVOID DeviceExtension)
{
    PADAPTER adapter = DeviceExtension;

    adapter->Disk = ExAllocatePoolWithTag(NonPagedPool, PAGE_SIZE, 'ksiD');
    return adapter->Disk != NULL;
}

static BOOLEAN Interrupt(PVOID DeviceExtension)
{
    return DeviceExtension != NULL;
}

static BOOLEAN InitializeBad(PVOID DeviceExtension)
{
    PADAPTER adapter = DeviceExtension;

    adapter->Disk = ExAllocatePoolWithTag(NonPagedPool, PAGE_SIZE, 'ksiD'); // want "`ExAllocatePoolWithTag` is called at DIRQL"
    return adapter->Disk != NULL;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    VIRTUAL_HW_INITIALIZATION_DATA virtual = { 0 };
    HW_INITIALIZATION_DATA real = { 0 };
    ULONG status;

    real.HwInitializationDataSize = sizeof(real);
    real.HwInitialize = InitializeBad;
    real.HwInterrupt = Interrupt;
    real.DeviceExtensionSize = sizeof(ADAPTER);
    status = StorPortInitialize(DriverObject, RegistryPath, &real, NULL);
    virtual.HwInitializationDataSize = sizeof(virtual);
    virtual.HwInitialize = InitializeOk;
    virtual.DeviceExtensionSize = sizeof(ADAPTER);
    return StorPortInitialize(DriverObject, RegistryPath, (PHW_INITIALIZATION_DATA)&virtual, NULL) | status;
}
