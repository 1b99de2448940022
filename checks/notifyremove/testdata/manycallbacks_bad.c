// An entry point that registers callbacks of all kinds, goes on whatever comes of it, and fails for want of a device.
#include <ntddk.h>

static LARGE_INTEGER Cookie;
static PVOID Handle;
static OB_CALLBACK_REGISTRATION Operations;
static PDEVICE_OBJECT Device;

static VOID OnProcess(PEPROCESS Process, HANDLE Id, PPS_CREATE_NOTIFY_INFO Info) { UNREFERENCED_PARAMETER(Process); UNREFERENCED_PARAMETER(Id); UNREFERENCED_PARAMETER(Info); }
static VOID OnThread(HANDLE Process, HANDLE Thread, BOOLEAN Create) { UNREFERENCED_PARAMETER(Process); UNREFERENCED_PARAMETER(Thread); UNREFERENCED_PARAMETER(Create); }
static VOID OnImage(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info) { UNREFERENCED_PARAMETER(Name); UNREFERENCED_PARAMETER(Process); UNREFERENCED_PARAMETER(Info); }
static NTSTATUS OnRegistry(PVOID Context, PVOID Class, PVOID Argument) { UNREFERENCED_PARAMETER(Context); UNREFERENCED_PARAMETER(Class); UNREFERENCED_PARAMETER(Argument); return STATUS_SUCCESS; }

static VOID Watch(PDRIVER_OBJECT Driver)
{
    if (!NT_SUCCESS(PsSetCreateProcessNotifyRoutineEx(OnProcess, FALSE)))
        DbgPrint("no processes\n");
    if (!NT_SUCCESS(PsSetCreateThreadNotifyRoutine(OnThread)))
        DbgPrint("no threads\n");
    if (!NT_SUCCESS(PsSetLoadImageNotifyRoutine(OnImage)))
        DbgPrint("no images\n");
    if (!NT_SUCCESS(ObRegisterCallbacks(&Operations, &Handle)))
        DbgPrint("no objects\n");
    if (!NT_SUCCESS(CmRegisterCallback(OnRegistry, Driver, &Cookie)))
        DbgPrint("no registry\n");
}

static VOID Forget(VOID)
{
    PsSetCreateProcessNotifyRoutineEx(OnProcess, TRUE);
    PsRemoveCreateThreadNotifyRoutine(OnThread);
    PsRemoveLoadImageNotifyRoutine(OnImage);
    ObUnRegisterCallbacks(Handle);
    CmUnRegisterCallback(Cookie);
}

static VOID Unload(PDRIVER_OBJECT Driver)
{
    Forget();
    IoDeleteDevice(Driver->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) // want "can fail and leave `OnProcess`, `OnThread`, `OnImage`, `OnRegistry` and the object callback registered"
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Watch");
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Path);
    Driver->DriverUnload = Unload;
    Watch(Driver);
    status = IoCreateDevice(Driver, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &Device);
    if (!NT_SUCCESS(status))
        return status;
    return STATUS_SUCCESS;
}
