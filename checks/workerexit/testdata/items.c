// Work items of the I/O manager and of the executive.
#include <ntddk.h>

typedef struct _QUEUE {
    WORK_QUEUE_ITEM Item;
    PIO_WORKITEM IoItem;
    PDEVICE_OBJECT Device;
    HANDLE Thread;
    KEVENT Wake;
    BOOLEAN Stop;
    BOOLEAN OwnThread;
    NTSTATUS Status;
} QUEUE, *PQUEUE;

static VOID Finish(PQUEUE Queue, NTSTATUS Status)
{
    Queue->Status = Status;
    PsTerminateSystemThread(Status);
}

static VOID Work(PQUEUE Queue, BOOLEAN Threaded)
{
    Queue->Status = STATUS_SUCCESS;
    if (Threaded) {
        PsTerminateSystemThread(STATUS_SUCCESS);
    }
}

static VOID DirectBad(PVOID Context)
{
    PQUEUE queue = Context;

    queue->Status = STATUS_SUCCESS;
    PsTerminateSystemThread(STATUS_SUCCESS); // want "work item `DirectBad` calls `PsTerminateSystemThread` here:.*0xE9"
}

// Only a failure ends it: testing never saw that.
static VOID RareBad(PDEVICE_OBJECT Device, PVOID Context)
{
    PQUEUE queue = Context;

    UNREFERENCED_PARAMETER(Device);

    if (!NT_SUCCESS(queue->Status)) {
        Finish(queue, queue->Status); // want "through `Finish`"
    }
    queue->Status = STATUS_PENDING;
}

static VOID FlagBad(PVOID Context)
{
    Work((PQUEUE)Context, TRUE); // want "through `Work`"
}

// The same function as a thread and as a work item.
static VOID SharedBad(PVOID Context)
{
    PQUEUE queue = Context;

    while (!queue->Stop) {
        KeWaitForSingleObject(&queue->Wake, Executive, KernelMode, FALSE, NULL);
    }
    PsTerminateSystemThread(STATUS_SUCCESS); // want "work item `SharedBad`"
}

// The flag that the helper gets is false in the worker.
static VOID FP_Flag(PVOID Context)
{
    Work((PQUEUE)Context, FALSE);
}

static VOID FP_CommonRoutine(PVOID Context)
{
    PQUEUE queue = Context;

    queue->Status = STATUS_SUCCESS;
    if (queue->OwnThread) {
        PsTerminateSystemThread(STATUS_SUCCESS);
    }
}

static BOOLEAN IsOwnThread(PQUEUE Queue)
{
    return Queue->OwnThread;
}

static VOID Leave(PQUEUE Queue)
{
    if (IsOwnThread(Queue)) {
        PsTerminateSystemThread(STATUS_SUCCESS);
    }
}

static VOID FP_Helper(PVOID Context)
{
    Leave((PQUEUE)Context);
}

// The thread belongs to the driver.
static VOID ThreadOk(PVOID Context)
{
    PQUEUE queue = Context;

    Leave(queue);
    Work(queue, TRUE);
    Finish(queue, STATUS_SUCCESS);
}

static VOID WorkOk(PDEVICE_OBJECT Device, PVOID Context)
{
    PQUEUE queue = Context;
    HANDLE thread;

    UNREFERENCED_PARAMETER(Device);

    if (NT_SUCCESS(PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadOk, queue))) {
        ZwClose(thread);
    }
}

VOID QueueAll(PQUEUE Queue)
{
    ExInitializeWorkItem(&Queue->Item, DirectBad, Queue);
    ExQueueWorkItem(&Queue->Item, DelayedWorkQueue);
    IoQueueWorkItem(Queue->IoItem, RareBad, DelayedWorkQueue, Queue);
    ExInitializeWorkItem(&Queue->Item, FlagBad, Queue);
    ExQueueWorkItem(&Queue->Item, CriticalWorkQueue);
    ExInitializeWorkItem(&Queue->Item, FP_Flag, Queue);
    ExQueueWorkItem(&Queue->Item, CriticalWorkQueue);
    ExInitializeWorkItem(&Queue->Item, FP_Helper, Queue);
    ExQueueWorkItem(&Queue->Item, CriticalWorkQueue);
    IoQueueWorkItem(Queue->IoItem, WorkOk, DelayedWorkQueue, Queue);
}

NTSTATUS StartShared(PQUEUE Queue)
{
    ExInitializeWorkItem(&Queue->Item, SharedBad, Queue);
    ExQueueWorkItem(&Queue->Item, DelayedWorkQueue);
    return PsCreateSystemThread(&Queue->Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, SharedBad, Queue);
}

NTSTATUS StartCommon(PQUEUE Queue)
{
    ExInitializeWorkItem(&Queue->Item, FP_CommonRoutine, Queue);
    if (!Queue->OwnThread) {
        ExQueueWorkItem(&Queue->Item, DelayedWorkQueue);
        return STATUS_SUCCESS;
    }
    return PsCreateSystemThread(&Queue->Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, FP_CommonRoutine, Queue);
}

// The routine comes out of a table that is chosen at run time.
typedef VOID (*STEP)(PQUEUE Queue);

static VOID First(PQUEUE Queue) { Queue->Status = STATUS_SUCCESS; }
static VOID Second(PQUEUE Queue) { Finish(Queue, STATUS_SUCCESS); }

static STEP Steps[2];

static VOID FN_Table(PVOID Context)
{
    PQUEUE queue = Context;

    Steps[queue->Stop](queue);
}

VOID QueueTable(PQUEUE Queue)
{
    Steps[0] = First;
    Steps[1] = Second;
    ExInitializeWorkItem(&Queue->Item, FN_Table, Queue);
    ExQueueWorkItem(&Queue->Item, DelayedWorkQueue);
}
