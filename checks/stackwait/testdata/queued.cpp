// Timers, DPCs, work items and threads that use the stack of who has started them.
#include <ntddk.h>
#include <wdf.h>

struct Job {
    KEVENT Done;
    ULONG Count;
    volatile LONG Ended;
};

static VOID Work(PDEVICE_OBJECT Device, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);

    KeSetEvent(&static_cast<Job *>(Context)->Done, IO_NO_INCREMENT, FALSE);
}

static VOID Run(PVOID Context)
{
    KeSetEvent(&static_cast<Job *>(Context)->Done, IO_NO_INCREMENT, FALSE);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

class Worker {
public:
    VOID LeftBad();
    NTSTATUS TimeoutBad();
    VOID WaitOk();

private:
    PIO_WORKITEM m_item;
};

VOID Worker::LeftBad()
{
    Job job = {};

    IoQueueWorkItem(m_item, Work, DelayedWorkQueue, &job); // want "`Worker::LeftBad` can return .* while nothing has waited for its end, and the system still uses `job`"
}

NTSTATUS Worker::TimeoutBad()
{
    Job job = {};
    LARGE_INTEGER timeout;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&job.Done, NotificationEvent, FALSE);
    IoQueueWorkItem(m_item, Work, DelayedWorkQueue, &job);
    return KeWaitForSingleObject(&job.Done, Executive, KernelMode, FALSE, &timeout); // want "`Worker::TimeoutBad` can return"
}

VOID Worker::WaitOk()
{
    Job job = {};

    KeInitializeEvent(&job.Done, NotificationEvent, FALSE);
    IoQueueWorkItem(m_item, Work, DelayedWorkQueue, &job);
    KeWaitForSingleObject(&job.Done, Executive, KernelMode, FALSE, NULL);
}

NTSTATUS ThreadBad(VOID)
{
    Job job = {};
    LARGE_INTEGER timeout;
    HANDLE thread;
    NTSTATUS status;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&job.Done, NotificationEvent, FALSE);
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, &job);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ZwClose(thread);
    status = KeWaitForSingleObject(&job.Done, Executive, KernelMode, FALSE, &timeout); // want "the system still uses `job`"
    return status;
}

VOID TimerBad(PKDPC Dpc)
{
    KTIMER timer;
    LARGE_INTEGER due;

    due.QuadPart = -10000000;
    KeInitializeTimer(&timer);
    KeSetTimer(&timer, due, Dpc); // want "the system still uses `timer`"
}

VOID TimerOk(VOID)
{
    KTIMER timer;
    LARGE_INTEGER due;

    due.QuadPart = -10000000;
    KeInitializeTimer(&timer);
    KeSetTimer(&timer, due, NULL);
    KeWaitForSingleObject(&timer, Executive, KernelMode, FALSE, NULL);
}

VOID CancelledOk(PKDPC Dpc, PKEVENT Event)
{
    KTIMER timer;
    LARGE_INTEGER due;

    due.QuadPart = -10000000;
    KeInitializeTimer(&timer);
    KeSetTimer(&timer, due, Dpc);
    KeWaitForSingleObject(Event, Executive, KernelMode, FALSE, NULL);
    KeCancelTimer(&timer);
    KeFlushQueuedDpcs();
}

VOID DpcOk(PKDEFERRED_ROUTINE Routine)
{
    KDPC dpc;

    KeInitializeDpc(&dpc, Routine, NULL);
    KeInsertQueueDpc(&dpc, NULL, NULL);
    KeFlushQueuedDpcs();
}

struct Round {
    KEVENT Ended;
};

VOID OnRound(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second)
{
    KeSetEvent(&static_cast<Round *>(Context)->Ended, IO_NO_INCREMENT, FALSE);
}

// What was not queued need not be waited for.
VOID RefusedOk(VOID)
{
    KDPC dpc;
    Round round;

    KeInitializeEvent(&round.Ended, NotificationEvent, FALSE);
    KeInitializeDpc(&dpc, OnRound, &round);
    if (KeInsertQueueDpc(&dpc, NULL, NULL)) {
        KeWaitForSingleObject(&round.Ended, Executive, KernelMode, FALSE, NULL);
    }
}

VOID RefusedLaterOk(VOID)
{
    KDPC dpc;
    Round round;
    BOOLEAN queued;

    KeInitializeEvent(&round.Ended, NotificationEvent, FALSE);
    KeInitializeDpc(&dpc, OnRound, &round);
    queued = KeInsertQueueDpc(&dpc, NULL, NULL);
    if (queued != FALSE) {
        KeWaitForSingleObject(&round.Ended, Executive, KernelMode, FALSE, NULL);
    }
}

VOID OtherArmBad(VOID)
{
    KDPC dpc;
    Round round;

    KeInitializeEvent(&round.Ended, NotificationEvent, FALSE);
    KeInitializeDpc(&dpc, OnRound, &round);
    if (!KeInsertQueueDpc(&dpc, NULL, NULL)) { // want "the system still uses `dpc`"
        KeWaitForSingleObject(&round.Ended, Executive, KernelMode, FALSE, NULL);
    }
}

// What a timer tells is whether it was set before.
VOID SetBeforeBad(PKDPC Dpc)
{
    KTIMER timer;
    LARGE_INTEGER due;

    due.QuadPart = -10000000;
    KeInitializeTimer(&timer);
    if (KeSetTimer(&timer, due, Dpc)) { // want "the system still uses `timer`"
        KeCancelTimer(&timer);
    }
}

VOID FlagOk(PIO_WORKITEM Item)
{
    Job job = {};
    LARGE_INTEGER while_;

    while_.QuadPart = -1000;
    IoQueueWorkItem(Item, Work, DelayedWorkQueue, &job);
    while (!job.Ended) {
        KeDelayExecutionThread(KernelMode, FALSE, &while_);
    }
}

VOID OnWork(WDFWORKITEM Item);

// What describes a work item of the framework is read at once.
NTSTATUS ConfigOk(WDFDEVICE Device, WDFWORKITEM *Item)
{
    WDF_WORKITEM_CONFIG config;
    WDF_OBJECT_ATTRIBUTES attributes;

    WDF_WORKITEM_CONFIG_INIT(&config, OnWork);
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Device;
    return WdfWorkItemCreate(&config, &attributes, Item);
}

// What a member of the work item, or of what that leads to, tells of the end.
struct Notice {
    Job *Done;
    PKEVENT Event;
};

static VOID Notify(PVOID Context)
{
    KeSetEvent(static_cast<Notice *>(Context)->Event, IO_NO_INCREMENT, FALSE);
}

VOID MemberOk()
{
    WORK_QUEUE_ITEM item;
    Job job = {};

    KeInitializeEvent(&job.Done, NotificationEvent, FALSE);
    item.WorkerRoutine = Run;
    item.Parameter = &job;
    item.List.Flink = NULL;
    ExQueueWorkItem(&item, DelayedWorkQueue);
    KeWaitForSingleObject(&job.Done, Executive, KernelMode, FALSE, NULL);
}

VOID MemberBad()
{
    WORK_QUEUE_ITEM item;
    Notice notice = {};
    KEVENT event;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    notice.Event = &event;
    ExInitializeWorkItem(&item, Notify, &notice);
    ExQueueWorkItem(&item, DelayedWorkQueue);
    KeWaitForSingleObject(&event, Executive, KernelMode, TRUE, NULL); // want "`MemberBad` can return .* after `KeWaitForSingleObject` may have given up"
}
