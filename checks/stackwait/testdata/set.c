// The routine of a work item sets an event, for which who queues it waits.
#include <ntddk.h>

static KEVENT Written, Started;
static WORKER_THREAD_ROUTINE WriteLog, StartLog;

typedef struct _LOG {
    KEVENT Done;
    PVOID Buffer;
} LOG, *PLOG;

static VOID Tell(PLOG Log)
{
    KeSetEvent(&Log->Done, 0, FALSE);
}

static VOID WriteLog(PVOID Parameter)
{
    PLOG log = Parameter;

    DbgPrint("%p\n", log->Buffer);
    Tell(log);
    KeSetEvent(&Written, 0, FALSE);
}

static VOID StartLog(PVOID Parameter)
{
    DbgPrint("%p\n", Parameter);
    KeSetEvent(&Written, 0, FALSE);
}

VOID WaitsOk(PLOG Log)
{
    WORK_QUEUE_ITEM item;

    ExInitializeWorkItem(&item, WriteLog, Log);
    ExQueueWorkItem(&item, CriticalWorkQueue);
    KeWaitForSingleObject(&Written, Executive, KernelMode, FALSE, NULL);
}

VOID MemberOk(PLOG Log)
{
    WORK_QUEUE_ITEM item;

    ExInitializeWorkItem(&item, WriteLog, Log);
    ExQueueWorkItem(&item, CriticalWorkQueue);
    KeWaitForSingleObject(&Log->Done, Executive, KernelMode, FALSE, NULL);
}

VOID OtherEventBad(PLOG Log)
{
    WORK_QUEUE_ITEM item;

    ExInitializeWorkItem(&item, StartLog, Log);
    ExQueueWorkItem(&item, CriticalWorkQueue); // want "`OtherEventBad` can return"
    KeWaitForSingleObject(&Started, Executive, KernelMode, FALSE, NULL);
}

VOID LimitedBad(PLOG Log)
{
    WORK_QUEUE_ITEM item;
    LARGE_INTEGER second;

    second.QuadPart = -10000000;
    ExInitializeWorkItem(&item, StartLog, Log);
    ExQueueWorkItem(&item, CriticalWorkQueue);
    KeWaitForSingleObject(&Written, Executive, KernelMode, FALSE, &second); // want "`LimitedBad` can return .* after `KeWaitForSingleObject` may have given up"
}
