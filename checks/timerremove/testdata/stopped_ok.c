// The timer of a device object, stopped by the driver or gone with the device; work that unload waits for.
#include <ntddk.h>

static WORK_QUEUE_ITEM Item, Brief;
static EX_RUNDOWN_REF Rundown;
static KEVENT Done;

static VOID OnSecond(PDEVICE_OBJECT Device, PVOID Context) { DbgPrint("%p %p", Device, Context); }
static VOID OnItem(PVOID Context) { DbgPrint("%p", Context); ExReleaseRundownProtection(&Rundown); }
static VOID OnBrief(PVOID Context) { KeSetEvent(Context, 0, FALSE); }

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    IoStopTimer(DriverObject->DeviceObject);
    ExWaitForRundownProtectionRelease(&Rundown);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeRundownProtection(&Rundown);
    KeInitializeEvent(&Done, NotificationEvent, FALSE);
    IoInitializeTimer(DriverObject->DeviceObject, OnSecond, NULL);
    IoStartTimer(DriverObject->DeviceObject);
    ExInitializeWorkItem(&Item, OnItem, NULL);
    if (ExAcquireRundownProtection(&Rundown)) {
        ExQueueWorkItem(&Item, DelayedWorkQueue);
    }
    ExInitializeWorkItem(&Brief, OnBrief, &Done);
    ExQueueWorkItem(&Brief, DelayedWorkQueue);
    KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL);
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
