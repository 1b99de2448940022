// The framework has the unload routine; a timer of the kernel is not its business.
#include <ntddk.h>
#include <wdf.h>

typedef struct _CONTEXT {
    KTIMER Timer;
    KDPC Dpc;
} CONTEXT, *PCONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(CONTEXT, GetContext)

static KDEFERRED_ROUTINE OnTimer;
static EVT_WDF_DRIVER_DEVICE_ADD OnAdd;

static VOID OnTimer(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p %p", Dpc, Context, First, Second); }

static NTSTATUS OnAdd(WDFDRIVER Driver, PWDFDEVICE_INIT Init)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;
    PCONTEXT context;
    LARGE_INTEGER due;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, CONTEXT);
    status = WdfDeviceCreate(&Init, &attributes, &device);
    if (NT_SUCCESS(status)) {
        context = GetContext(device);
        due.QuadPart = -10000;
        KeInitializeTimer(&context->Timer);
        KeInitializeDpc(&context->Dpc, OnTimer, context);
        KeSetTimerEx(&context->Timer, due, 10, &context->Dpc); // want "the driver can be unloaded while the timer `context->Timer`"
    }
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, OnAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}
