// The system refers to the driver object for as long as it tells of file systems: the image of the entry point that fails stays. Where it fails itself, the
// function that registers that takes it back.
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

static VOID OnFileSystem(PDEVICE_OBJECT Device, BOOLEAN Active)
{
    DbgPrint("%p %d\n", Device, Active);
}

static NTSTATUS Begin(PDRIVER_OBJECT DriverObject)
{
    HANDLE handle;
    NTSTATUS status;

    status = IoRegisterFsRegistrationChange(DriverObject, OnFileSystem);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Watch, NULL);
    if (!NT_SUCCESS(status)) {
        IoUnregisterFsRegistrationChange(DriverObject, OnFileSystem);
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
        goto end;
    }
    status = PsSetLoadImageNotifyRoutine(OnImage);
end:
    return status;
}
