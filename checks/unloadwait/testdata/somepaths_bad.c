// Waits only for a thread that was once given work.
#include <ntddk.h>

static struct {
    PETHREAD Thread;
    KEVENT Wake;
    BOOLEAN Used;
    volatile LONG Stop;
} Pool;

static KSTART_ROUTINE PoolThread;

static VOID PoolThread(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    do {
        KeWaitForSingleObject(&Pool.Wake, Executive, KernelMode, FALSE, NULL);
    } while (!Pool.Stop);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS CreateDispatch(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);

    Pool.Used = TRUE;
    KeSetEvent(&Pool.Wake, IO_NO_INCREMENT, FALSE);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static DRIVER_UNLOAD UnloadBad;

static VOID UnloadBad(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    InterlockedExchange(&Pool.Stop, 1);
    KeSetEvent(&Pool.Wake, IO_NO_INCREMENT, FALSE);
    if (Pool.Used) {
        KeWaitForSingleObject(Pool.Thread, Executive, KernelMode, FALSE, NULL); // want "PoolThread"
    }
    ObDereferenceObject(Pool.Thread);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Pool.Wake, SynchronizationEvent, FALSE);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, PoolThread, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode, (PVOID *)&Pool.Thread, NULL);
    ZwClose(handle);
    DriverObject->MajorFunction[IRP_MJ_CREATE] = CreateDispatch;
    DriverObject->DriverUnload = UnloadBad;
    return STATUS_SUCCESS;
}
