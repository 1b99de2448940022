/*
 * A second should be enough for anybody.
 */
#include <ntddk.h>

typedef struct _DEVICE_EXTENSION {
    volatile BOOLEAN    bStop;
    PVOID               ThreadObject;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

VOID
Worker(
    IN PVOID    pContext
    )
{
    PDEVICE_EXTENSION   pExt = (PDEVICE_EXTENSION)pContext;
    LARGE_INTEGER       Interval;

    Interval.QuadPart = -1000 * 1000;
    while (!pExt->bStop) {
        KeDelayExecutionThread(KernelMode, FALSE, &Interval);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID
UnloadBad( // want "Worker"
    IN PDRIVER_OBJECT   DriverObject
    )
{
    PDEVICE_EXTENSION   pExt = (PDEVICE_EXTENSION)DriverObject->DeviceObject->DeviceExtension;
    LARGE_INTEGER       Interval;

    pExt->bStop = TRUE;
    Interval.QuadPart = -10 * 1000 * 1000;
    KeDelayExecutionThread(KernelMode, FALSE, &Interval);
    ObDereferenceObject(pExt->ThreadObject);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS
DriverEntry(
    IN PDRIVER_OBJECT   DriverObject,
    IN PUNICODE_STRING  RegistryPath
    )
{
    NTSTATUS            Status;
    PDEVICE_OBJECT      DeviceObject;
    PDEVICE_EXTENSION   pExt;
    HANDLE              hThread;

    UNREFERENCED_PARAMETER(RegistryPath);

    Status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &DeviceObject);
    if (!NT_SUCCESS(Status)) {
        return Status;
    }
    pExt = (PDEVICE_EXTENSION)DeviceObject->DeviceExtension;
    pExt->bStop = FALSE;
    Status = PsCreateSystemThread(&hThread, (ACCESS_MASK)0, NULL, (HANDLE)0, NULL, Worker, pExt);
    if (!NT_SUCCESS(Status)) {
        IoDeleteDevice(DeviceObject);
        return Status;
    }
    ObReferenceObjectByHandle(hThread, THREAD_ALL_ACCESS, NULL, KernelMode, &pExt->ThreadObject, NULL);
    ZwClose(hThread);
    DriverObject->DriverUnload = UnloadBad;
    return STATUS_SUCCESS;
}
