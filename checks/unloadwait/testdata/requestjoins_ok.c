// Requests that join the threads they create, and a close that joins one which a request has created.
#include <ntddk.h>

static PVOID Short;
static PVOID Long;
static KEVENT Stop;

static VOID RunShort(PVOID Context) { UNREFERENCED_PARAMETER(Context); DbgPrint("short\n"); }
static VOID RunLong(PVOID Context) { UNREFERENCED_PARAMETER(Context); KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL); }

static NTSTATUS Create(PKSTART_ROUTINE Routine, PVOID *Object)
{
    HANDLE handle;
    NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Routine, NULL);

    if (NT_SUCCESS(status)) {
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, Object, NULL);
        ZwClose(handle);
    }
    return status;
}

static VOID Join(PVOID Object)
{
    KeWaitForSingleObject(Object, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Object);
}

static NTSTATUS Write(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);
    if (NT_SUCCESS(Create(RunShort, &Short))) {
        Join(Short);
    }
    return Create(RunLong, &Long);
}

static NTSTATUS Close(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);
    KeSetEvent(&Stop, 0, FALSE);
    if (Long != NULL) {
        Join(Long);
        Long = NULL;
    }
    return STATUS_SUCCESS;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = Unload;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = Write;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = Close;
    return STATUS_SUCCESS;
}
