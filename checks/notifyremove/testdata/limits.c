// What the check does not see.
#include <ntddk.h>

static VOID OnThread(HANDLE Process, HANDLE Thread, BOOLEAN Create) { DbgPrint("%p %p %d", Process, Thread, Create); }

static NTSTATUS StopWatching(VOID)
{
    return PsRemoveCreateThreadNotifyRoutine(OnThread);
}

static NTSTATUS Control(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);

    return StopWatching();
}

// The callback is taken back on request only, not by unload: a removal anywhere counts.
static VOID FN_Unload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = FN_Unload;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    return PsSetCreateThreadNotifyRoutine(OnThread);
}
