// A device whose extension a callback uses goes away before the callback is taken back.
#include <ntddk.h>

typedef struct _SEEN {
    HANDLE Last;
    ULONG Images;
} SEEN, *PSEEN;

static PDEVICE_OBJECT Device;
static PDEVICE_OBJECT Below;

static VOID OnProcess(HANDLE Parent, HANDLE Process, BOOLEAN Create)
{
    PSEEN seen = Device->DeviceExtension;

    UNREFERENCED_PARAMETER(Parent);
    if (Create) {
        seen->Last = Process;
    }
}

/* Asks whether there is a device, and does not look into it. */
static VOID OnThread(HANDLE Process, HANDLE Thread, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(Process);
    UNREFERENCED_PARAMETER(Thread);
    if (Create && Device == NULL) {
        DbgPrint("early\n");
    }
}

/* Looks into a device that is another driver's. */
static VOID OnImage(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info)
{
    UNREFERENCED_PARAMETER(Name);
    UNREFERENCED_PARAMETER(Process);
    UNREFERENCED_PARAMETER(Info);
    DbgPrint("%u\n", Below->DeviceType);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteDevice(DriverObject->DeviceObject); // want "`Unload` gives `Device` back here, while `OnProcess`, which uses it, may still run"
    PsSetCreateProcessNotifyRoutine(OnProcess, TRUE);
    PsRemoveCreateThreadNotifyRoutine(OnThread);
    PsRemoveLoadImageNotifyRoutine(OnImage);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(SEEN), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    Device = device;
    Below = IoGetAttachedDeviceReference(device);
    PsSetCreateThreadNotifyRoutine(OnThread);
    PsSetLoadImageNotifyRoutine(OnImage);
    PsSetCreateProcessNotifyRoutine(OnProcess, FALSE);
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
