// DPCs of the framework that are made and never queued: nothing runs them.
#include <ntddk.h>
#include <wdf.h>

static KEVENT Done;
static KDPC Flush;
static WDFDPC Report, Last;
static HANDLE File;

EVT_WDF_DPC ReportOk;
EVT_WDF_DPC CloseOk;
KDEFERRED_ROUTINE FlushBad;

VOID ReportOk(WDFDPC Dpc)
{
    UNREFERENCED_PARAMETER(Dpc);
    KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL);
}

// The driver calls it itself, at its own level.
VOID CloseOk(WDFDPC Dpc)
{
    UNREFERENCED_PARAMETER(Dpc);
    ZwClose(File);
}

// One of the kernel's is queued.
VOID FlushBad(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);
    KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL); // want "at DISPATCH_LEVEL"
}

static VOID Start(WDFDEVICE Device)
{
    WDF_DPC_CONFIG config;
    WDF_OBJECT_ATTRIBUTES attributes;

    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Device;
    WDF_DPC_CONFIG_INIT(&config, ReportOk);
    WdfDpcCreate(&config, &attributes, &Report);
    WDF_DPC_CONFIG_INIT(&config, CloseOk);
    WdfDpcCreate(&config, &attributes, &Last);
    KeInitializeDpc(&Flush, FlushBad, NULL);
    KeInsertQueueDpc(&Flush, NULL, NULL);
}

static VOID Stop(VOID)
{
    WdfDpcCancel(Report, TRUE);
    CloseOk(NULL);
}

static NTSTATUS Add(WDFDRIVER Driver, PWDFDEVICE_INIT Init)
{
    WDFDEVICE device;

    UNREFERENCED_PARAMETER(Driver);
    if (NT_SUCCESS(WdfDeviceCreate(&Init, WDF_NO_OBJECT_ATTRIBUTES, &device)))
        Start(device);
    else
        Stop();
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    WDF_DRIVER_CONFIG config;

    KeInitializeEvent(&Done, NotificationEvent, FALSE);
    WDF_DRIVER_CONFIG_INIT(&config, Add);
    return WdfDriverCreate(Driver, Path, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}
