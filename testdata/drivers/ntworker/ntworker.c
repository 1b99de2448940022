/*
 * ntworker.c - driver entry, dispatch and unload
 *
 * A legacy driver that runs small jobs for applications in a pool of threads of its own.
 */
#include "ntworker.h"

NTSTATUS
DriverEntry(
    IN PDRIVER_OBJECT   DriverObject,
    IN PUNICODE_STRING  RegistryPath
    );

static NTSTATUS NtwCreateClose(IN PDEVICE_OBJECT DeviceObject, IN PIRP Irp);
static NTSTATUS NtwDeviceControl(IN PDEVICE_OBJECT DeviceObject, IN PIRP Irp);
static VOID     NtwUnload(IN PDRIVER_OBJECT DriverObject);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, NtwCreateClose)
#pragma alloc_text(PAGE, NtwDeviceControl)
#pragma alloc_text(PAGE, NtwUnload)
#endif

NTSTATUS
DriverEntry(
    IN PDRIVER_OBJECT   DriverObject,
    IN PUNICODE_STRING  RegistryPath
    )
{
    NTSTATUS            status;
    UNICODE_STRING      deviceName;
    UNICODE_STRING      linkName;
    PDEVICE_OBJECT      deviceObject;
    PDEVICE_EXTENSION   ext;

    UNREFERENCED_PARAMETER(RegistryPath);

    RtlInitUnicodeString(&deviceName, NTW_DEVICE_NAME);
    RtlInitUnicodeString(&linkName, NTW_LINK_NAME);

    status = IoCreateDevice(DriverObject,
                            sizeof(DEVICE_EXTENSION),
                            &deviceName,
                            FILE_DEVICE_NTWORKER,
                            FILE_DEVICE_SECURE_OPEN,
                            FALSE,
                            &deviceObject);
    if (!NT_SUCCESS(status)) {
        KdPrint(("NtWorker: no device object, status %08x\n", status));
        return status;
    }

    ext = (PDEVICE_EXTENSION)deviceObject->DeviceExtension;
    RtlZeroMemory(ext, sizeof(*ext));
    ext->DeviceObject = deviceObject;

    ExInitializeFastMutex(&ext->PendingLock);
    InitializeListHead(&ext->PendingList);
    KeInitializeSemaphore(&ext->PendingCount, 0, MAXLONG);
    ExInitializeFastMutex(&ext->DoneLock);
    InitializeListHead(&ext->DoneList);
    ExInitializeFastMutex(&ext->LogLock);
    KeInitializeEvent(&ext->LogEvent, SynchronizationEvent, FALSE);

    ext->CompactItem = IoAllocateWorkItem(deviceObject);
    if (ext->CompactItem == NULL) {
        status = STATUS_INSUFFICIENT_RESOURCES;
        goto fail_device;
    }

    status = NtwStartLog(ext);
    if (!NT_SUCCESS(status)) {
        goto fail_workitem;
    }

    status = NtwStartWorkers(ext);
    if (!NT_SUCCESS(status)) {
        goto fail_log;
    }

    status = IoCreateSymbolicLink(&linkName, &deviceName);
    if (!NT_SUCCESS(status)) {
        goto fail_workers;
    }

    DriverObject->MajorFunction[IRP_MJ_CREATE] = NtwCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = NtwCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = NtwDeviceControl;
    DriverObject->DriverUnload = NtwUnload;

    deviceObject->Flags |= DO_BUFFERED_IO;
    deviceObject->Flags &= ~DO_DEVICE_INITIALIZING;

    NTW_LOG(ext, "started");
    return STATUS_SUCCESS;

fail_workers:
    NtwStopWorkers(ext);
fail_log:
    NtwStopLog(ext);
fail_workitem:
    IoFreeWorkItem(ext->CompactItem);
fail_device:
    IoDeleteDevice(deviceObject);
    return status;
}

static NTSTATUS
NtwCreateClose(
    IN PDEVICE_OBJECT   DeviceObject,
    IN PIRP             Irp
    )
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(DeviceObject);

    Irp->IoStatus.Status = STATUS_SUCCESS;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static NTSTATUS
NtwDeviceControl(
    IN PDEVICE_OBJECT   DeviceObject,
    IN PIRP             Irp
    )
{
    PDEVICE_EXTENSION   ext = (PDEVICE_EXTENSION)DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION  irpSp = IoGetCurrentIrpStackLocation(Irp);
    PVOID               buffer = Irp->AssociatedIrp.SystemBuffer;
    ULONG               length = irpSp->Parameters.DeviceIoControl.InputBufferLength;
    NTSTATUS            status = STATUS_SUCCESS;

    PAGED_CODE();

    switch (irpSp->Parameters.DeviceIoControl.IoControlCode) {

    case IOCTL_NTW_SUBMIT:
        if (length < sizeof(NTW_JOB_INPUT)) {
            status = STATUS_BUFFER_TOO_SMALL;
            break;
        }
        status = NtwSubmit(ext, (PNTW_JOB_INPUT)buffer);
        break;

    case IOCTL_NTW_RETIRE:
        if (length < sizeof(ULONG)) {
            status = STATUS_BUFFER_TOO_SMALL;
            break;
        }
        status = NtwRetireJob(ext, *(PULONG)buffer);
        break;

    case IOCTL_NTW_RETRY:
        if (length < sizeof(ULONG)) {
            status = STATUS_BUFFER_TOO_SMALL;
            break;
        }
        status = NtwRetryJob(ext, *(PULONG)buffer);
        break;

    case IOCTL_NTW_TRIM:
        NtwLogMark(ext);
        NtwQueueTrim(ext);
        break;

    case IOCTL_NTW_COMPACT:
        NtwQueueCompact(ext);
        break;

    default:
        status = STATUS_INVALID_DEVICE_REQUEST;
        break;
    }

    Irp->IoStatus.Status = status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

static VOID
NtwUnload(
    IN PDRIVER_OBJECT   DriverObject
    )
{
    PDEVICE_EXTENSION   ext = (PDEVICE_EXTENSION)DriverObject->DeviceObject->DeviceExtension;
    UNICODE_STRING      linkName;

    PAGED_CODE();

    RtlInitUnicodeString(&linkName, NTW_LINK_NAME);
    IoDeleteSymbolicLink(&linkName);

    NtwStopWorkers(ext);

    NTW_LOG(ext, "stopped");
    NtwStopLog(ext);

    NtwFreeJobs(&ext->PendingList);
    NtwFreeJobs(&ext->DoneList);

    IoFreeWorkItem(ext->CompactItem);
    IoDeleteDevice(DriverObject->DeviceObject);
}
