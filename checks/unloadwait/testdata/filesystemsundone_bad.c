// The registration for file systems is taken back as the entry point fails: nothing keeps the image.
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

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) // want "`DriverEntry` can fail .*`Watch`.*: a driver whose entry point fails is unloaded at once"
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    status = Begin(DriverObject);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsSetLoadImageNotifyRoutine(OnImage);
    if (!NT_SUCCESS(status)) {
        IoUnregisterFsRegistrationChange(DriverObject, OnFileSystem);
    }
    return status;
}
