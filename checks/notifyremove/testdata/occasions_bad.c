// Callbacks that are taken back, but not when the driver is unloaded.
#include <ntddk.h>

static LARGE_INTEGER Cookie;
static BOOLEAN Watching;

static VOID OnThread(HANDLE Process, HANDLE Thread, BOOLEAN Create) { DbgPrint("%p %p %d", Process, Thread, Create); }
static VOID OnImage(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info) { DbgPrint("%wZ %p %p", Name, Process, Info); }
static NTSTATUS OnRegistry(PVOID Context, PVOID Kind, PVOID Operation) { DbgPrint("%p %p %p", Context, Kind, Operation); return STATUS_SUCCESS; }
static VOID OnProcess(PEPROCESS Process, HANDLE ProcessId, PPS_CREATE_NOTIFY_INFO Info) { DbgPrint("%p %p %p", Process, ProcessId, Info); }

// On request only, through a helper.
static NTSTATUS StopWatching(VOID)
{
    Watching = FALSE;
    return PsRemoveCreateThreadNotifyRoutine(OnThread);
}

static NTSTATUS Control(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);

    return StopWatching();
}

// Before the machine goes down.
static NTSTATUS FN_Shutdown(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);

    return CmUnRegisterCallback(Cookie);
}

// By the routine for callbacks of the other kind.
static VOID Forget(PVOID Callback)
{
    PsSetCreateProcessNotifyRoutine((PCREATE_PROCESS_NOTIFY_ROUTINE)Callback, TRUE);
}

static VOID Unload(PDRIVER_OBJECT DriverObject) // want "`OnThread`.*`PsRemoveCreateThreadNotifyRoutine`" "`OnImage`" "`OnRegistry`.*`CmUnRegisterCallback`" "`OnProcess`.*`PsSetCreateProcessNotifyRoutineEx.Remove=TRUE.`"
{
    Forget(OnProcess);
    IoDeleteDevice(DriverObject->DeviceObject);
}

// Only where the driver is not loaded after all.
static VOID Undo(VOID)
{
    PsRemoveLoadImageNotifyRoutine(OnImage);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = Unload;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    DriverObject->MajorFunction[IRP_MJ_SHUTDOWN] = FN_Shutdown;
    status = PsSetLoadImageNotifyRoutine(OnImage);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = CmRegisterCallback(OnRegistry, NULL, &Cookie);
    if (!NT_SUCCESS(status)) {
        Undo();
        return status;
    }
    (void)PsSetCreateThreadNotifyRoutine(OnThread);
    (void)PsSetCreateProcessNotifyRoutineEx(OnProcess, FALSE);
    return STATUS_SUCCESS;
}
