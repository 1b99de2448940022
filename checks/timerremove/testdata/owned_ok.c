// A work item of a device keeps it; the framework ends its timers; the DPC for an interrupt ends with that.
#include <ntddk.h>
#include <wdf.h>

static KDPC IsrDpc;

static VOID OnWork(PDEVICE_OBJECT Device, PVOID Context) { DbgPrint("%p", Device); IoFreeWorkItem(Context); }
static VOID OnDpc(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p %p", Dpc, Context, First, Second); }
static KSERVICE_ROUTINE Isr;
static BOOLEAN Isr(PKINTERRUPT Interrupt, PVOID Context)
{
    UNREFERENCED_PARAMETER(Interrupt);
    IoRequestDpc(Context, NULL, NULL);
    KeInsertQueueDpc(&IsrDpc, NULL, NULL);
    return TRUE;
}

static VOID Unload(PDRIVER_OBJECT DriverObject) { UNREFERENCED_PARAMETER(DriverObject); }

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device = DriverObject->DeviceObject;
    PIO_WORKITEM item = IoAllocateWorkItem(device);
    PKINTERRUPT interrupt;
    WDFTIMER timer = NULL;

    UNREFERENCED_PARAMETER(RegistryPath);

    IoQueueWorkItem(item, OnWork, DelayedWorkQueue, item);
    KeInitializeDpc(&IsrDpc, OnDpc, NULL);
    WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(10));
    DriverObject->DriverUnload = Unload;
    return IoConnectInterrupt(&interrupt, Isr, device, NULL, 1, 5, 5, LevelSensitive, TRUE, 1, FALSE);
}
