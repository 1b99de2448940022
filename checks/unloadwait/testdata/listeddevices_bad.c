// The entry point only lists devices: it makes none that would keep the image.
#include <ntifs.h>

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
    UNREFERENCED_PARAMETER(DriverObject);
    PsRemoveLoadImageNotifyRoutine(OnImage);
    KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Thread);
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
    PDEVICE_OBJECT devices[8];
    ULONG count = 0;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = Unload;
    IoEnumerateDeviceObjectList(DriverObject, devices, sizeof(devices), &count);
    status = Begin();
    if (!NT_SUCCESS(status)) {
        return status;
    }
    return PsSetLoadImageNotifyRoutine(OnImage);
}
