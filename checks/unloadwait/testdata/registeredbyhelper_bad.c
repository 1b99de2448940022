// Unload is registered by a helper; the thread is made by a work item; its class is kept in a structure.
#include <ntddk.h>

typedef struct _THREAD_CLASS {
    HANDLE Handle;
    PVOID Object;
    BOOLEAN Started;
    PKSTART_ROUTINE Routine;
} THREAD_CLASS, *PTHREAD_CLASS;

static THREAD_CLASS Indexer;
static PDEVICE_OBJECT Device;
static KEVENT Stop;

static VOID IndexThread(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static BOOLEAN ThreadStart(PTHREAD_CLASS Self, PKSTART_ROUTINE Routine)
{
    Self->Routine = Routine;
    if (!NT_SUCCESS(PsCreateSystemThread(&Self->Handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Routine, Self))) {
        return FALSE;
    }
    ObReferenceObjectByHandle(Self->Handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &Self->Object, NULL);
    ZwClose(Self->Handle);
    Self->Started = TRUE;
    return TRUE;
}

static VOID ThreadStop(PTHREAD_CLASS Self)
{
    if (!Self->Started) {
        return;
    }
    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    ObDereferenceObject(Self->Object);
    Self->Started = FALSE;
}

static VOID StartLater(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    UNREFERENCED_PARAMETER(DeviceObject);

    ThreadStart(&Indexer, IndexThread);
    IoFreeWorkItem((PIO_WORKITEM)Context);
}

static VOID UnloadBad(PDRIVER_OBJECT DriverObject) // want "IndexThread"
{
    UNREFERENCED_PARAMETER(DriverObject);

    ThreadStop(&Indexer);
    IoDeleteDevice(Device);
}

static VOID SetRoutines(PDRIVER_OBJECT DriverObject)
{
    DriverObject->DriverUnload = UnloadBad;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PIO_WORKITEM item;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &Device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    item = IoAllocateWorkItem(Device);
    if (item == NULL) {
        IoDeleteDevice(Device);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    SetRoutines(DriverObject);
    IoQueueWorkItem(item, StartLater, DelayedWorkQueue, item);
    return STATUS_SUCCESS;
}
