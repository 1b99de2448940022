// Two threads take turns by an event. That the one waits for the other is no teardown.
#include <ntddk.h>

static KSTART_ROUTINE Pack;

static KEVENT Turn;

static VOID Pack(PVOID Context)
{
    KeWaitForSingleObject(&Turn, Executive, KernelMode, FALSE, NULL);
    *(PULONG)Context += 1;
    KeSetEvent(&Turn, IO_NO_INCREMENT, FALSE);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unpack(PVOID Context)
{
    KeWaitForSingleObject(&Turn, Executive, KernelMode, FALSE, NULL);
    *(PULONG)Context -= 1;
    KeSetEvent(&Turn, IO_NO_INCREMENT, FALSE);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS Run(PKSTART_ROUTINE Routine)
{
    static ULONG count;
    HANDLE handle;
    NTSTATUS status;

    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Routine, &count);
    if (NT_SUCCESS(status)) {
        ZwClose(handle);
    }
    return status;
}

static NTSTATUS Control(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(DeviceObject);

    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode == 1) {
        status = Run(Pack);
    } else {
        status = Run(Unpack);
    }
    Irp->IoStatus.Status = status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

static VOID UnloadBad(PDRIVER_OBJECT DriverObject) // want "`Pack` still runs: nothing waits" "`Unpack` still runs: nothing waits"
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Turn, SynchronizationEvent, TRUE);
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    DriverObject->DriverUnload = UnloadBad;
    return STATUS_SUCCESS;
}
