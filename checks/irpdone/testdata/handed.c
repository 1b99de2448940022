// Requests that another thread gets in a structure, and stack locations that are handed on beside their request.
#include <ntddk.h>

typedef struct _JOB {
    PIO_WORKITEM Item;
    PIRP Irp;
    PVOID Other;
    KEVENT Done;
} JOB, *PJOB;

static VOID FinishJob(PJOB Job, NTSTATUS Status)
{
    PIRP irp = Job->Irp;

    irp->IoStatus.Status = Status;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    ExFreePool(Job);
}

IO_WORKITEM_ROUTINE Complete;
VOID Complete(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PJOB job = (PJOB)Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    IoFreeWorkItem(job->Item);
    job->Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(job->Irp, IO_NO_INCREMENT);
    ExFreePool(job);
}

IO_WORKITEM_ROUTINE CompleteDirectly;
VOID CompleteDirectly(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PIRP irp = (PIRP)Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
}

/* Only looks at the request. */
IO_WORKITEM_ROUTINE Look;
VOID Look(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PJOB job = (PJOB)Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    job->Other = job->Irp->AssociatedIrp.SystemBuffer;
    KeSetEvent(&job->Done, IO_NO_INCREMENT, FALSE);
}

KSTART_ROUTINE Thread;
VOID Thread(PVOID Context)
{
    PJOB job = (PJOB)Context;
    PIRP irp = job->Irp;

    irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS MarkedLateBad(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PJOB job = (PJOB)ExAllocatePoolWithTag(NonPagedPool, sizeof(JOB), 'boJ');

    if (job == NULL) {
        Irp->IoStatus.Status = STATUS_INSUFFICIENT_RESOURCES;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    job->Item = IoAllocateWorkItem(DeviceObject);
    job->Irp = Irp;
    IoQueueWorkItem(job->Item, Complete, DelayedWorkQueue, job);
    IoMarkIrpPending(Irp); // want "`Irp` is used here, after `IoQueueWorkItem` has handed the request to `Complete`: it may be completed by now"
    return STATUS_PENDING;
}

NTSTATUS MarkedInTimeOk(PDEVICE_OBJECT DeviceObject, PJOB Job, PIRP Irp)
{
    PJOB job = Job;

    job->Item = IoAllocateWorkItem(DeviceObject);
    job->Irp = Irp;
    IoMarkIrpPending(Irp);
    IoQueueWorkItem(job->Item, Complete, DelayedWorkQueue, job);
    return STATUS_PENDING;
}

NTSTATUS DirectlyBad(PIO_WORKITEM Item, PIRP Irp)
{
    IoMarkIrpPending(Irp);
    IoQueueWorkItem(Item, CompleteDirectly, DelayedWorkQueue, Irp);
    Irp->IoStatus.Status = STATUS_PENDING; // want "`Irp->IoStatus.Status` is used here, after `IoQueueWorkItem` has handed the request to `CompleteDirectly`"
    return STATUS_PENDING;
}

NTSTATUS OnlyLookedAtOk(PIO_WORKITEM Item, PIRP Irp)
{
    PJOB job = (PJOB)ExAllocatePoolWithTag(NonPagedPool, sizeof(JOB), 'boJ');

    job->Irp = Irp;
    IoQueueWorkItem(Item, Look, DelayedWorkQueue, job);
    IoMarkIrpPending(Irp);
    return STATUS_PENDING;
}

NTSTATUS WaitedForOk(PIO_WORKITEM Item, PIRP Irp)
{
    PJOB job = (PJOB)ExAllocatePoolWithTag(NonPagedPool, sizeof(JOB), 'boJ');

    job->Irp = Irp;
    IoQueueWorkItem(Item, Complete, DelayedWorkQueue, job);
    KeWaitForSingleObject(&job->Done, Executive, KernelMode, FALSE, NULL);
    return Irp->IoStatus.Status;
}

/* Another structure than that of the work. */
NTSTATUS OtherJobOk(PIO_WORKITEM Item, PJOB First, PIRP Irp)
{
    PJOB job = (PJOB)ExAllocatePoolWithTag(NonPagedPool, sizeof(JOB), 'boJ');

    job->Irp = Irp;
    IoQueueWorkItem(Item, Complete, DelayedWorkQueue, First);
    Irp->IoStatus.Information = 0;
    FinishJob(job, STATUS_SUCCESS);
    return STATUS_SUCCESS;
}

NTSTATUS ThreadBad(PIRP Irp)
{
    HANDLE thread;
    NTSTATUS status;
    PJOB job = (PJOB)ExAllocatePoolWithTag(NonPagedPool, sizeof(JOB), 'boJ');

    job->Irp = Irp;
    IoMarkIrpPending(Irp);
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Thread, job);
    Irp->IoStatus.Status = status; // want "`Irp->IoStatus.Status` is used here, after `PsCreateSystemThread` has handed the request to `Thread`"
    if (NT_SUCCESS(status)) {
        ZwClose(thread);
    }
    return STATUS_PENDING;
}

NTSTATUS ThreadThatFailsOk(PIRP Irp)
{
    HANDLE thread;
    NTSTATUS status;
    PJOB job = (PJOB)ExAllocatePoolWithTag(NonPagedPool, sizeof(JOB), 'boJ');

    job->Irp = Irp;
    IoMarkIrpPending(Irp);
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Thread, job);
    if (!NT_SUCCESS(status)) {
        Irp->IoStatus.Status = status;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        return STATUS_PENDING;
    }
    ZwClose(thread);
    return STATUS_PENDING;
}

static NTSTATUS Handle(PIRP Irp, PIO_STACK_LOCATION Stack)
{
    if (Stack->MinorFunction == 0) {
        Irp->IoStatus.Status = STATUS_SUCCESS;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS HandleBad(PIRP Irp, PIO_STACK_LOCATION Stack)
{
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    Stack->MinorFunction = 0; // want "`Stack->MinorFunction` is used here, after `IoCompleteRequest` has completed the request"
    return STATUS_SUCCESS;
}

static NTSTATUS CopiedOk(PIRP Irp, PIO_STACK_LOCATION Stack)
{
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    Stack->MinorFunction = 0;
    return STATUS_SUCCESS;
}

/* Of two requests nobody knows whose it is. */
NTSTATUS TwoRequestsOk(PIRP Irp, PIRP Lower, PIO_STACK_LOCATION Stack)
{
    Irp->IoStatus.Status = Lower->IoStatus.Status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Stack->MinorFunction;
}

NTSTATUS Dispatch(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    IO_STACK_LOCATION copy = *stack;

    UNREFERENCED_PARAMETER(DeviceObject);
    switch (stack->MinorFunction) {
    case 1:
        return HandleBad(Irp, stack);
    case 2:
        return CopiedOk(Irp, &copy);
    }
    return Handle(Irp, stack);
}
