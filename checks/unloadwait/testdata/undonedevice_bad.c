// The entry point deletes what it has made itself in a function that it calls as it fails: no device keeps the image.
#include <ntddk.h>

static PETHREAD Thread;
static KEVENT Stop;

static VOID Watch(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID OnImage(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Image)
{
    DbgPrint("%wZ %p %p\n", Name, Process, Image);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    PsRemoveLoadImageNotifyRoutine(OnImage);
    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Thread);
    IoDeleteDevice(DriverObject->DeviceObject);
}

static VOID Undo(PDEVICE_OBJECT Own)
{
    if (Own != NULL) {
        IoDeleteDevice(Own);
    }
}

static NTSTATUS Begin(VOID)
{
    HANDLE handle;
    NTSTATUS status;

    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Watch, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Thread, NULL);
    ZwClose(handle);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) // want "`DriverEntry` can fail .*`Watch`.*: a driver whose entry point fails is unloaded at once"
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Watch");
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = Unload;
    status = IoCreateDevice(DriverObject, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = Begin();
    if (NT_SUCCESS(status)) {
        status = PsSetLoadImageNotifyRoutine(OnImage);
    }
    if (!NT_SUCCESS(status)) {
        Undo(device);
    }
    return status;
}
