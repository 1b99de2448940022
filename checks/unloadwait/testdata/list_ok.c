// Threads in a list, made one per request, joined by unload.
#include <ntddk.h>

typedef struct _JOB {
    LIST_ENTRY Link;
    PETHREAD Thread;
} JOB, *PJOB;

static LIST_ENTRY Jobs;
static FAST_MUTEX JobsLock;

static VOID JobThread(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS StartJob(VOID)
{
    HANDLE handle;
    NTSTATUS status;
    PJOB job;

    job = ExAllocatePoolWithTag(NonPagedPool, sizeof(JOB), 'boJu');
    if (job == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, JobThread, job);
    if (!NT_SUCCESS(status)) {
        ExFreePoolWithTag(job, 'boJu');
        return status;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&job->Thread, NULL);
    ZwClose(handle);
    ExAcquireFastMutex(&JobsLock);
    InsertTailList(&Jobs, &job->Link);
    ExReleaseFastMutex(&JobsLock);
    return STATUS_SUCCESS;
}

static NTSTATUS Create(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    NTSTATUS status = StartJob();

    UNREFERENCED_PARAMETER(DeviceObject);
    Irp->IoStatus.Status = status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

static VOID UnloadOk(PDRIVER_OBJECT DriverObject)
{
    PJOB job;

    while (!IsListEmpty(&Jobs)) {
        job = CONTAINING_RECORD(RemoveHeadList(&Jobs), JOB, Link);
        KeWaitForSingleObject(job->Thread, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(job->Thread);
        ExFreePoolWithTag(job, 'boJu');
    }
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;

    UNREFERENCED_PARAMETER(RegistryPath);

    InitializeListHead(&Jobs);
    ExInitializeFastMutex(&JobsLock);
    DriverObject->MajorFunction[IRP_MJ_CREATE] = Create;
    DriverObject->DriverUnload = UnloadOk;
    return IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
}
