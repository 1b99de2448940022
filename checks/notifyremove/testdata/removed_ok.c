// Every callback is taken back: under the condition of its registration, in a helper, by
// the remove flag, through a routine found by its name.
#include <ntifs.h>

static BOOLEAN ProcessesWatched;
static LARGE_INTEGER Cookie;
static PVOID Handle;
static OB_CALLBACK_REGISTRATION Registration;

typedef NTSTATUS (*PREMOVE_IMAGE)(PLOAD_IMAGE_NOTIFY_ROUTINE);

static VOID OnProcess(HANDLE Parent, HANDLE Id, BOOLEAN Create) { DbgPrint("%p %p %d", Parent, Id, Create); }
static VOID OnThread(HANDLE Process, HANDLE Thread, BOOLEAN Create) { DbgPrint("%p %p %d", Process, Thread, Create); }
static VOID OnImage(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info) { DbgPrint("%wZ %p %p", Name, Process, Info); }
static NTSTATUS OnRegistry(PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p", Context, First, Second); return STATUS_SUCCESS; }

static NTSTATUS Watch(BOOLEAN Remove)
{
    return PsSetCreateProcessNotifyRoutine(OnProcess, Remove);
}

static VOID RemoveCallbacks(VOID)
{
    PREMOVE_IMAGE remove;
    UNICODE_STRING name;

    if (ProcessesWatched) {
        Watch(TRUE);
    }
    PsRemoveCreateThreadNotifyRoutine(OnThread);
    RtlInitUnicodeString(&name, L"PsRemoveLoadImageNotifyRoutine");
    remove = (PREMOVE_IMAGE)MmGetSystemRoutineAddress(&name);
    if (remove != NULL) {
        remove(OnImage);
    }
    if (Handle != NULL) {
        ObUnRegisterCallbacks(Handle);
    }
    CmUnRegisterCallback(Cookie);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    RemoveCallbacks();
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = Unload;
    ProcessesWatched = NT_SUCCESS(Watch(FALSE));
    if (!NT_SUCCESS(PsSetCreateThreadNotifyRoutine(OnThread))) {
        if (ProcessesWatched) {
            Watch(TRUE);
        }
        return STATUS_UNSUCCESSFUL;
    }
    if (!NT_SUCCESS(PsSetLoadImageNotifyRoutine(OnImage)) || !NT_SUCCESS(CmRegisterCallback(OnRegistry, NULL, &Cookie))) {
        DbgPrint("not all callbacks are there\n");
    }
    status = ObRegisterCallbacks(&Registration, &Handle);
    if (!NT_SUCCESS(status)) {
        Handle = NULL;
        RemoveCallbacks();
    }
    return status;
}
