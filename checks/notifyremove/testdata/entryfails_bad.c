// The entry point fails with callbacks registered, some of them by a helper. Unload takes back all.
#include <ntddk.h>

static PVOID Handle;
static OB_CALLBACK_REGISTRATION Registration;

static VOID OnThread(HANDLE Process, HANDLE Thread, BOOLEAN Create) { DbgPrint("%p %p %d", Process, Thread, Create); }
static VOID OnImage(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info) { DbgPrint("%wZ %p %p", Name, Process, Info); }

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    ObUnRegisterCallbacks(Handle);
    PsRemoveCreateThreadNotifyRoutine(OnThread);
    PsRemoveLoadImageNotifyRoutine(OnImage);
}

static NTSTATUS WatchAll(VOID)
{
    NTSTATUS status = PsSetLoadImageNotifyRoutine(OnImage);

    if (status == STATUS_SUCCESS) {
        status = PsSetCreateThreadNotifyRoutine(OnThread);
        if (status != STATUS_SUCCESS) {
            PsRemoveLoadImageNotifyRoutine(OnImage);
        }
    }
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) // want "`OnThread` and `OnImage`.*`PsRemoveCreateThreadNotifyRoutine` and `PsRemoveLoadImageNotifyRoutine` take them back"
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = Unload;
    status = WatchAll();
    if (!NT_SUCCESS(status)) {
        goto out;
    }
    status = ObRegisterCallbacks(&Registration, &Handle);
out:
    return status;
}
