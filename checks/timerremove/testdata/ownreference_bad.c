// A reference that a function takes and drops itself, to a process that it looks up, keeps the driver no longer than it runs.
#include <ntifs.h>

typedef struct _JOB {
    WORK_QUEUE_ITEM Item;
    HANDLE Id;
} JOB, *PJOB;

static VOID OnWork(PVOID Parameter)
{
    PJOB job = Parameter;
    PEPROCESS process;

    if (NT_SUCCESS(PsLookupProcessByProcessId(job->Id, &process))) {
        DbgPrint("%p", PsGetProcessWow64Process(process));
        ObDereferenceObject(process);
    }
    ExFreePool(job);
}

static NTSTATUS OnControl(PDEVICE_OBJECT Device, PIRP Irp)
{
    PETHREAD thread;
    PJOB job = ExAllocatePoolWithTag(NonPagedPool, sizeof(JOB), 'boJ');

    UNREFERENCED_PARAMETER(Device);
    if (job && NT_SUCCESS(PsLookupThreadByThreadId(Irp->AssociatedIrp.SystemBuffer, &thread))) {
        job->Id = PsGetThreadProcessId(thread);
        ExInitializeWorkItem(&job->Item, OnWork, job);
        ExQueueWorkItem(&job->Item, DelayedWorkQueue);
        ObDereferenceObject(thread);
    }
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static VOID OnUnload(PDRIVER_OBJECT Driver) // want "`OnUnload` can finish while the work item"
{
    IoDeleteDevice(Driver->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = OnControl;
    Driver->DriverUnload = OnUnload;
    return STATUS_SUCCESS;
}
