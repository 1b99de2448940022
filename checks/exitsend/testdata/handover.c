// The notify routine hands the work on; somebody else's thread sends.
#include <fltKernel.h>

#define TAG_JOB 'boJx'

typedef struct _JOB {
    LIST_ENTRY Link;
    WORK_QUEUE_ITEM WorkItem;
    PIO_WORKITEM IoWorkItem;
    HANDLE ProcessId;
    BOOLEAN Create;
} JOB, *PJOB;

PFLT_FILTER Filter;
PFLT_PORT ClientPort;
PDEVICE_OBJECT ControlDevice;
LIST_ENTRY Queue;
KSPIN_LOCK QueueLock;
KSEMAPHORE QueueCount;
KDPC Dpc;
KDPC TimerDpc;
KTIMER Timer;
volatile LONG StopSender;
PETHREAD SenderThread;

static VOID SendJob(PJOB Job)
{
    FltSendMessage(Filter, &ClientPort, &Job->ProcessId, sizeof(HANDLE), NULL, NULL, NULL);
    ExFreePoolWithTag(Job, TAG_JOB);
}

static PJOB NewJob(HANDLE ProcessId, BOOLEAN Create)
{
    PJOB job = ExAllocatePoolWithTag(NonPagedPool, sizeof(JOB), TAG_JOB);

    if (job != NULL) {
        job->ProcessId = ProcessId;
        job->Create = Create;
    }
    return job;
}

VOID ExWorker(PVOID Context)
{
    SendJob(Context);
}

VOID IoWorker(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PJOB job = Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    IoFreeWorkItem(job->IoWorkItem);
    SendJob(job);
}

VOID FltWorker(PFLT_GENERIC_WORKITEM WorkItem, PVOID FltObject, PVOID Context)
{
    UNREFERENCED_PARAMETER(FltObject);
    SendJob(Context);
    FltFreeGenericWorkItem(WorkItem);
}

VOID DpcRoutine(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    PJOB job = Argument1;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument2);
    ExInitializeWorkItem(&job->WorkItem, ExWorker, job);
    ExQueueWorkItem(&job->WorkItem, DelayedWorkQueue);
}

VOID TimerRoutine(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    KeReleaseSemaphore(&QueueCount, IO_NO_INCREMENT, 1, FALSE);
}

VOID Sender(PVOID Context)
{
    PLIST_ENTRY entry;

    UNREFERENCED_PARAMETER(Context);

    for (;;) {
        KeWaitForSingleObject(&QueueCount, Executive, KernelMode, FALSE, NULL);
        if (StopSender) {
            break;
        }
        entry = ExInterlockedRemoveHeadList(&Queue, &QueueLock);
        if (entry != NULL) {
            SendJob(CONTAINING_RECORD(entry, JOB, Link));
        }
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Enqueue(PJOB Job)
{
    ExInterlockedInsertTailList(&Queue, &Job->Link, &QueueLock);
    KeReleaseSemaphore(&QueueCount, IO_NO_INCREMENT, 1, FALSE);
}

VOID ExWorkItemOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    PJOB job = NewJob(ProcessId, Create);

    UNREFERENCED_PARAMETER(ParentId);
    if (job == NULL) {
        return;
    }
    ExInitializeWorkItem(&job->WorkItem, ExWorker, job);
    ExQueueWorkItem(&job->WorkItem, DelayedWorkQueue);
}

VOID IoWorkItemOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    PJOB job = NewJob(ProcessId, Create);

    UNREFERENCED_PARAMETER(ParentId);
    if (job == NULL) {
        return;
    }
    job->IoWorkItem = IoAllocateWorkItem(ControlDevice);
    if (job->IoWorkItem == NULL) {
        ExFreePoolWithTag(job, TAG_JOB);
        return;
    }
    IoQueueWorkItem(job->IoWorkItem, IoWorker, DelayedWorkQueue, job);
}

VOID FltWorkItemOk(PEPROCESS Process, HANDLE ProcessId, PPS_CREATE_NOTIFY_INFO CreateInfo)
{
    PFLT_GENERIC_WORKITEM item;
    PJOB job;

    UNREFERENCED_PARAMETER(Process);

    job = NewJob(ProcessId, (BOOLEAN)(CreateInfo != NULL));
    if (job == NULL) {
        return;
    }
    item = FltAllocateGenericWorkItem();
    if (item == NULL) {
        ExFreePoolWithTag(job, TAG_JOB);
        return;
    }
    if (!NT_SUCCESS(FltQueueGenericWorkItem(item, Filter, FltWorker, DelayedWorkQueue, job))) {
        FltFreeGenericWorkItem(item);
        ExFreePoolWithTag(job, TAG_JOB);
    }
}

VOID DpcOk(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    PJOB job = NewJob(ThreadId, Create);

    UNREFERENCED_PARAMETER(ProcessId);
    if (job != NULL && !KeInsertQueueDpc(&Dpc, job, NULL)) {
        ExFreePoolWithTag(job, TAG_JOB);
    }
}

// The DPC of a timer wakes the thread that sends.
VOID TimerOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    PJOB job = NewJob(ProcessId, Create);
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(ParentId);
    if (job == NULL) {
        return;
    }
    ExInterlockedInsertTailList(&Queue, &job->Link, &QueueLock);
    due.QuadPart = -1000 * 1000;
    KeSetTimer(&Timer, due, &TimerDpc);
}

VOID OwnThreadOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    PJOB job = NewJob(ProcessId, Create);

    UNREFERENCED_PARAMETER(ParentId);
    if (job != NULL) {
        Enqueue(job);
    }
}

// Creations are sent at once, exits later.
VOID MixedOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    PJOB job = NewJob(ProcessId, Create);

    UNREFERENCED_PARAMETER(ParentId);
    if (job == NULL) {
        return;
    }
    if (job->Create) {
        SendJob(job);
    } else {
        Enqueue(job);
    }
}

// Images are loaded by threads that live.
VOID ImageOk(PUNICODE_STRING FullImageName, HANDLE ProcessId, PIMAGE_INFO ImageInfo)
{
    UNREFERENCED_PARAMETER(FullImageName);
    UNREFERENCED_PARAMETER(ImageInfo);
    FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
}

// Nobody registers it.
VOID NeverRegisteredOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    if (!Create) {
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
    }
}

// Thread routine, the same.
VOID NeverRegisteredThreadOk(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(Create);
    FltSendMessage(Filter, &ClientPort, &ThreadId, sizeof(ThreadId), NULL, NULL, NULL);
}

// Only ever removed: left over from an older version.
VOID OnlyRemovedOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    if (!Create) {
        FltSendMessage(Filter, &ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
    }
}

// The hand-over fails and the routine sends by itself.
VOID FallbackBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    PJOB job = NewJob(ProcessId, Create);

    UNREFERENCED_PARAMETER(ParentId);
    if (job == NULL) {
        return;
    }
    job->IoWorkItem = IoAllocateWorkItem(ControlDevice);
    if (job->IoWorkItem == NULL) {
        SendJob(job); // want "FltSendMessage"
        return;
    }
    IoQueueWorkItem(job->IoWorkItem, IoWorker, DelayedWorkQueue, job);
}

// Both are queued, but then the routine waits until the other thread is done.
VOID QueuedAndWaitedBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    PJOB job = NewJob(ProcessId, Create);

    UNREFERENCED_PARAMETER(ParentId);
    if (job != NULL) {
        Enqueue(job);
        KeWaitForSingleObject(SenderThread, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject"
    }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;
    HANDLE thread;

    UNREFERENCED_PARAMETER(RegistryPath);

    InitializeListHead(&Queue);
    KeInitializeSpinLock(&QueueLock);
    KeInitializeSemaphore(&QueueCount, 0, MAXLONG);
    KeInitializeDpc(&Dpc, DpcRoutine, NULL);
    KeInitializeDpc(&TimerDpc, TimerRoutine, NULL);
    KeInitializeTimer(&Timer);

    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &ControlDevice);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Sender, NULL);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(ControlDevice);
        return status;
    }
    ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&SenderThread, NULL);
    ZwClose(thread);

    PsSetCreateProcessNotifyRoutine(OnlyRemovedOk, TRUE);

    PsSetCreateProcessNotifyRoutine(ExWorkItemOk, FALSE);
    PsSetCreateProcessNotifyRoutine(IoWorkItemOk, FALSE);
    PsSetCreateProcessNotifyRoutineEx(FltWorkItemOk, FALSE);
    PsSetCreateThreadNotifyRoutine(DpcOk);
    PsSetCreateProcessNotifyRoutine(TimerOk, FALSE);
    PsSetCreateProcessNotifyRoutine(OwnThreadOk, FALSE);
    PsSetCreateProcessNotifyRoutine(MixedOk, FALSE);
    PsSetLoadImageNotifyRoutine(ImageOk);
    PsSetCreateProcessNotifyRoutine(FallbackBad, FALSE);
    PsSetCreateProcessNotifyRoutine(QueuedAndWaitedBad, FALSE);
    return STATUS_SUCCESS;
}
