// The entry point takes back what it has registered, by flags, labels and its own unload routine.
#include <ntddk.h>

static LARGE_INTEGER Cookie;
static BOOLEAN Images;
static PDEVICE_OBJECT Device;

static VOID OnThread(HANDLE Process, HANDLE Thread, BOOLEAN Create) { DbgPrint("%p %p %d", Process, Thread, Create); }
static VOID OnImage(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info) { DbgPrint("%wZ %p %p", Name, Process, Info); }
static NTSTATUS OnRegistry(PVOID Context, PVOID Kind, PVOID Operation) { DbgPrint("%p %p %p", Context, Kind, Operation); return STATUS_SUCCESS; }

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    if (Images) {
        PsRemoveLoadImageNotifyRoutine(OnImage);
        Images = FALSE;
    }
    CmUnRegisterCallback(Cookie);
    PsRemoveCreateThreadNotifyRoutine(OnThread);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    BOOLEAN threads = FALSE;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = Unload;
    status = PsSetCreateThreadNotifyRoutine(OnThread);
    if (!NT_SUCCESS(status)) {
        goto out;
    }
    threads = TRUE;
    status = PsSetLoadImageNotifyRoutine(OnImage);
    if (!NT_SUCCESS(status)) {
        goto out;
    }
    Images = TRUE;
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &Device);
    if (!NT_SUCCESS(status)) {
        goto out;
    }
    status = CmRegisterCallback(OnRegistry, NULL, &Cookie);
    if (NT_SUCCESS(status) && Device->Flags == 0) {
        Unload(DriverObject);
        status = STATUS_UNSUCCESSFUL;
        threads = FALSE;
    }
out:
    if (!NT_SUCCESS(status)) {
        if (Images) {
            PsRemoveLoadImageNotifyRoutine(OnImage);
        }
        if (threads) {
            PsRemoveCreateThreadNotifyRoutine(OnThread);
        }
    }
    return status;
}
