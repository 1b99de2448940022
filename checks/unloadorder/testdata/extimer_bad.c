// Timers that call their routine themselves, without a DPC of the driver.
#include <ntddk.h>

static PEX_TIMER Timer;
static PULONG Ticks;
static PULONG Seconds;

static VOID OnTimer(PEX_TIMER Which, PVOID Context)
{
    UNREFERENCED_PARAMETER(Which);
    UNREFERENCED_PARAMETER(Context);
    Ticks[0]++;
}

static VOID OnSecond(PDEVICE_OBJECT Device, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Context);
    Seconds[0]++;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    ExFreePool(Ticks); // want "`Unload` gives `Ticks` back here, while `OnTimer`"
    ExDeleteTimer(Timer, TRUE, TRUE, NULL);
    IoStopTimer(DriverObject->DeviceObject);
    ExFreePool(Seconds);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    Ticks = ExAllocatePoolWithTag(NonPagedPool, 16, 'kciT');
    Seconds = ExAllocatePoolWithTag(NonPagedPool, 16, 'dnoS');
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    IoInitializeTimer(device, OnSecond, NULL);
    IoStartTimer(device);
    Timer = ExAllocateTimer(OnTimer, NULL, EX_TIMER_HIGH_RESOLUTION);
    ExSetTimer(Timer, -10000, 10000, NULL);
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
