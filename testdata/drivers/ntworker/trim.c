/*
 * trim.c - housekeeping in the system's worker threads
 */
#include "ntworker.h"

#define NTW_KEEP_DONE   32

/* Drops finished jobs, oldest first, until Keep of them are left. */
static VOID
NtwDropDone(
    IN PDEVICE_EXTENSION    Ext,
    IN ULONG                Keep
    )
{
    PLIST_ENTRY     entry;
    PNTW_JOB        job;
    ULONG           count = 0;

    ExAcquireFastMutex(&Ext->DoneLock);

    for (entry = Ext->DoneList.Flink; entry != &Ext->DoneList; entry = entry->Flink) {
        count++;
    }
    while (count > Keep) {
        job = CONTAINING_RECORD(RemoveHeadList(&Ext->DoneList), NTW_JOB, Link);
        ExFreePoolWithTag(job, NTW_TAG);
        count--;
    }

    ExReleaseFastMutex(&Ext->DoneLock);
}

static VOID
NtwTrimWorker(
    IN PVOID    Context
    )
{
    PDEVICE_EXTENSION   ext = (PDEVICE_EXTENSION)Context;

    NtwDropDone(ext, NTW_KEEP_DONE);
    InterlockedExchange(&ext->TrimQueued, 0);

    /* defect: selfderef: nothing keeps the code of the next line loaded */
    ObDereferenceObject(ext->DeviceObject);
}

VOID
NtwQueueTrim(
    IN PDEVICE_EXTENSION    Ext
    )
{
    if (InterlockedExchange(&Ext->TrimQueued, 1) != 0) {
        return;
    }

    ObReferenceObject(Ext->DeviceObject);
#pragma warning(suppress: 4996)
    ExInitializeWorkItem(&Ext->TrimItem, NtwTrimWorker, Ext);
#pragma warning(suppress: 4996)
    ExQueueWorkItem(&Ext->TrimItem, DelayedWorkQueue);
}

static VOID
NtwCompactWorker(
    IN PDEVICE_OBJECT   DeviceObject,
    IN PVOID            Context
    )
{
    PDEVICE_EXTENSION   ext = (PDEVICE_EXTENSION)DeviceObject->DeviceExtension;

    UNREFERENCED_PARAMETER(Context);

    NtwDropDone(ext, 0);
    InterlockedExchange(&ext->CompactQueued, 0);
}

VOID
NtwQueueCompact(
    IN PDEVICE_EXTENSION    Ext
    )
{
    if (InterlockedExchange(&Ext->CompactQueued, 1) != 0) {
        return;
    }

    /* correct: selfderef: the I/O manager references the device object until the routine has returned */
    IoQueueWorkItem(Ext->CompactItem, NtwCompactWorker, DelayedWorkQueue, NULL);
}
