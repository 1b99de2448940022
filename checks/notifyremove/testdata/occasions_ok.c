// Callbacks that are taken back by what runs before an unload, or by what may.
#include <ntddk.h>

typedef NTSTATUS (*HANDLER)(VOID);

static VOID OnThread(HANDLE Process, HANDLE Thread, BOOLEAN Create) { DbgPrint("%p %p %d", Process, Thread, Create); }
static VOID OnImage(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info) { DbgPrint("%wZ %p %p", Name, Process, Info); }
static VOID OnProcess(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create) { DbgPrint("%p %p %d", ParentId, ProcessId, Create); }
static VOID Probe(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create) { DbgPrint("%p %p %d", ParentId, ProcessId, Create); }

// The last handle to the device is closed before the driver can be unloaded.
static NTSTATUS Close(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);

    return PsRemoveCreateThreadNotifyRoutine(OnThread);
}

// One routine for all requests: closing among them.
static NTSTATUS AnyRequest(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    if (IoGetCurrentIrpStackLocation(Irp)->MajorFunction == IRP_MJ_CLEANUP) {
        return PsRemoveLoadImageNotifyRoutine(OnImage);
    }
    return STATUS_SUCCESS;
}

// Called through a table.
static NTSTATUS Stop(VOID)
{
    return PsSetCreateProcessNotifyRoutine(OnProcess, TRUE);
}

static const HANDLER Handlers[] = { Stop };

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    Handlers[0]();
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    for (ULONG i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++) {
        DriverObject->MajorFunction[i] = AnyRequest;
    }
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = Close;
    DriverObject->DriverUnload = Unload;
    if (NT_SUCCESS(PsSetCreateProcessNotifyRoutine(Probe, FALSE))) { // can it be done at all?
        PsSetCreateProcessNotifyRoutine(Probe, TRUE);
    }
    (void)PsSetCreateThreadNotifyRoutine(OnThread);
    (void)PsSetLoadImageNotifyRoutine(OnImage);
    (void)PsSetCreateProcessNotifyRoutine(OnProcess, FALSE);
    return STATUS_SUCCESS;
}
