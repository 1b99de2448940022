// One callback of each kind, and none is taken back.
#include <ntifs.h>

static LARGE_INTEGER Cookie;
static PVOID Handle;

static VOID OnProcess(PEPROCESS Process, HANDLE Id, PPS_CREATE_NOTIFY_INFO Info) { DbgPrint("%p %p %p", Process, Id, Info); }
static VOID OnThread(HANDLE Process, HANDLE Thread, BOOLEAN Create) { DbgPrint("%p %p %d", Process, Thread, Create); }
static VOID OnImage(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info) { DbgPrint("%wZ %p %p", Name, Process, Info); }
static NTSTATUS OnRegistry(PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p", Context, First, Second); return STATUS_SUCCESS; }

static OB_CALLBACK_REGISTRATION Registration;

static NTSTATUS RegisterAll(PDRIVER_OBJECT DriverObject)
{
    NTSTATUS status = PsSetCreateProcessNotifyRoutineEx(OnProcess, FALSE);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsSetCreateThreadNotifyRoutine(OnThread);
    if (NT_SUCCESS(status)) {
        status = PsSetLoadImageNotifyRoutine(OnImage);
    }
    if (NT_SUCCESS(status)) {
        status = CmRegisterCallback(OnRegistry, DriverObject, &Cookie);
    }
    if (NT_SUCCESS(status)) {
        status = ObRegisterCallbacks(&Registration, &Handle);
    }
    return status;
}

static VOID Unload(PDRIVER_OBJECT DriverObject) // want "`OnProcess`.*PsSetCreateProcessNotifyRoutineEx" "`OnThread`" "`OnImage`" "`OnRegistry`" "ObRegisterCallbacks"
{
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = Unload;
    return RegisterAll(DriverObject);
}
