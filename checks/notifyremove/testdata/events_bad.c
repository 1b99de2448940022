// Callbacks that are taken back on events that an unload does not bring about.
#include <ntddk.h>

static LARGE_INTEGER Cookie;

static NTSTATUS OnRegistry(PVOID Context, PVOID Kind, PVOID Operation) { DbgPrint("%p %p %p", Context, Kind, Operation); return STATUS_SUCCESS; }
static VOID OnThread(HANDLE Process, HANDLE Thread, BOOLEAN Create) { DbgPrint("%p %p %d", Process, Thread, Create); }

static VOID Stop(VOID);

// By the callback itself, once it has seen enough.
static VOID OnProcess(PEPROCESS Process, HANDLE ProcessId, PPS_CREATE_NOTIFY_INFO Info)
{
    UNREFERENCED_PARAMETER(Process);

    if (ProcessId == NULL && Info == NULL) {
        Stop();
    }
}

static VOID Stop(VOID)
{
    PsSetCreateProcessNotifyRoutineEx(OnProcess, TRUE);
}

// By the thread that a request makes, and that is soon over.
static KSTART_ROUTINE StopRegistry;
static VOID StopRegistry(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    CmUnRegisterCallback(Cookie);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

// By another, which waits: perhaps until the driver ends.
static KEVENT Ending;
static VOID StopThreads(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Ending, Executive, KernelMode, FALSE, NULL);
    PsRemoveCreateThreadNotifyRoutine(OnThread);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS Control(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    HANDLE thread;

    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);

    if (NT_SUCCESS(PsCreateSystemThread(&thread, 0, NULL, NULL, NULL, StopRegistry, NULL))) {
        ZwClose(thread);
    }
    if (NT_SUCCESS(PsCreateSystemThread(&thread, 0, NULL, NULL, NULL, StopThreads, NULL))) {
        ZwClose(thread);
    }
    return STATUS_SUCCESS;
}

static VOID Unload(PDRIVER_OBJECT DriverObject) // want "`OnRegistry`.*`CmUnRegisterCallback`" "`OnProcess`.*`PsSetCreateProcessNotifyRoutineEx.Remove=TRUE.`"
{
    KeSetEvent(&Ending, IO_NO_INCREMENT, FALSE);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Ending, NotificationEvent, FALSE);
    DriverObject->DriverUnload = Unload;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    (void)CmRegisterCallback(OnRegistry, NULL, &Cookie);
    (void)PsSetCreateThreadNotifyRoutine(OnThread);
    (void)PsSetCreateProcessNotifyRoutineEx(OnProcess, FALSE);
    return STATUS_SUCCESS;
}
