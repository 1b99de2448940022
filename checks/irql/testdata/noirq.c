// A miniport of ScsiPort that sets no HwInterrupt is initialized at DISPATCH_LEVEL, as there is no interrupt to synchronize with.
#include <ntddk.h>
#include <srb.h>

HW_INITIALIZE DiskInitialize;
HW_STARTIO DiskStartIo;
HW_FIND_ADAPTER DiskFind;

typedef struct _DISK {
    PVOID Window;
    PVOID Table;
} DISK;

BOOLEAN DiskInitialize(PVOID extension)
{
    DISK *disk = extension;
    PHYSICAL_ADDRESS at;

    at.QuadPart = 0x80000000;
    disk->Window = MmMapIoSpace(at, 0x1000, MmNonCached);
    disk->Table = ExAllocatePoolWithTag(PagedPool, 0x1000, 'ksiD'); // want "`ExAllocatePoolWithTag` is called at DISPATCH_LEVEL"
    return disk->Window != NULL && disk->Table != NULL;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    HW_INITIALIZATION_DATA data;

    RtlZeroMemory(&data, sizeof(data));
    data.HwInitializationDataSize = sizeof(data);
    data.HwInitialize = DiskInitialize;
    data.HwStartIo = DiskStartIo;
    data.HwFindAdapter = DiskFind;
    return ScsiPortInitialize(driver, path, &data, NULL);
}
