// The function that makes the device deletes it where it fails itself: what it has made when it succeeds is left as the entry point fails, and keeps the image.
#include <ntddk.h>

static PETHREAD Thread;
static KEVENT Stop;
static PDEVICE_OBJECT Device;

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

static NTSTATUS Begin(PDRIVER_OBJECT DriverObject)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Watch");
    HANDLE handle;
    NTSTATUS status;

    status = IoCreateDevice(DriverObject, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &Device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Watch, NULL);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(Device);
        return status;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Thread, NULL);
    ZwClose(handle);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) // want "`DriverEntry` can fail .*`Watch`.*: no unload routine is called then, and only a device object or a registration that is left"
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    status = Begin(DriverObject);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    return PsSetLoadImageNotifyRoutine(OnImage);
}
