/*
 * worker.c - the job lists and the threads that work on them
 */
#include "ntworker.h"

static VOID NtwWorkerThread(IN PVOID Context);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, NtwStartWorkers)
#pragma alloc_text(PAGE, NtwStopWorkers)
#pragma alloc_text(PAGE, NtwFreeJobs)
#endif

/* Takes the job with this number off a list. The list's lock is held. */
static PNTW_JOB
NtwTakeJob(
    IN PLIST_ENTRY  List,
    IN ULONG        Id
    )
{
    PLIST_ENTRY     entry;
    PNTW_JOB        job;

    for (entry = List->Flink; entry != List; entry = entry->Flink) {
        job = CONTAINING_RECORD(entry, NTW_JOB, Link);
        if (job->Id == Id) {
            RemoveEntryList(entry);
            return job;
        }
    }
    return NULL;
}

NTSTATUS
NtwSubmit(
    IN PDEVICE_EXTENSION    Ext,
    IN PNTW_JOB_INPUT       Input
    )
{
    PNTW_JOB    job;

    if (Input->Length > NTW_JOB_DATA) {
        return STATUS_INVALID_PARAMETER;
    }

    job = (PNTW_JOB)ExAllocatePoolWithTag(PagedPool, sizeof(NTW_JOB), NTW_TAG);
    if (job == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    RtlZeroMemory(job, sizeof(*job));
    job->Id = Input->Id;
    job->Length = Input->Length;
    RtlCopyMemory(job->Data, Input->Data, Input->Length);

    ExAcquireFastMutex(&Ext->PendingLock);
    InsertTailList(&Ext->PendingList, &job->Link);
    ExReleaseFastMutex(&Ext->PendingLock);

    KeReleaseSemaphore(&Ext->PendingCount, IO_NO_INCREMENT, 1, FALSE);
    return STATUS_SUCCESS;
}

/* Gives up on a job that no worker has taken yet. */
NTSTATUS
NtwRetireJob(
    IN PDEVICE_EXTENSION    Ext,
    IN ULONG                Id
    )
{
    PNTW_JOB    job;

    ExAcquireFastMutex(&Ext->PendingLock);
    job = NtwTakeJob(&Ext->PendingList, Id);
    if (job == NULL) {
        ExReleaseFastMutex(&Ext->PendingLock);
        return STATUS_NOT_FOUND;
    }

    ExAcquireFastMutex(&Ext->DoneLock);
    /* defect: fastmutexorder: DoneLock was taken last and is still held */
    ExReleaseFastMutex(&Ext->PendingLock);
    InsertTailList(&Ext->DoneList, &job->Link);
    ExReleaseFastMutex(&Ext->DoneLock);

    return STATUS_SUCCESS;
}

/* Lets a finished job run once more. */
NTSTATUS
NtwRetryJob(
    IN PDEVICE_EXTENSION    Ext,
    IN ULONG                Id
    )
{
    PNTW_JOB    job;

    ExAcquireFastMutex(&Ext->PendingLock);
    ExAcquireFastMutex(&Ext->DoneLock);

    job = NtwTakeJob(&Ext->DoneList, Id);
    if (job != NULL) {
        job->Attempts++;
        InsertHeadList(&Ext->PendingList, &job->Link);
    }

    /* correct: fastmutexorder: last taken, first released */
    ExReleaseFastMutex(&Ext->DoneLock);
    ExReleaseFastMutex(&Ext->PendingLock);

    if (job == NULL) {
        return STATUS_NOT_FOUND;
    }

    KeReleaseSemaphore(&Ext->PendingCount, IO_NO_INCREMENT, 1, FALSE);
    return STATUS_SUCCESS;
}

VOID
NtwFreeJobs(
    IN PLIST_ENTRY  List
    )
{
    PNTW_JOB    job;

    PAGED_CODE();

    while (!IsListEmpty(List)) {
        job = CONTAINING_RECORD(RemoveHeadList(List), NTW_JOB, Link);
        ExFreePoolWithTag(job, NTW_TAG);
    }
}

static VOID
NtwRunJob(
    IN PNTW_JOB     Job
    )
{
    ULONG   i;

    Job->Checksum = 0;
    for (i = 0; i < Job->Length; i++) {
        Job->Checksum = (Job->Checksum << 1) ^ Job->Data[i];
    }
}

static VOID
NtwWorkerThread(
    IN PVOID    Context
    )
{
    PDEVICE_EXTENSION   ext = (PDEVICE_EXTENSION)Context;
    PNTW_JOB            job;

    for (;;) {
        KeWaitForSingleObject(&ext->PendingCount, Executive, KernelMode, FALSE, NULL);
        if (ext->Stopping) {
            break;
        }

        job = NULL;
        ExAcquireFastMutex(&ext->PendingLock);
        if (!IsListEmpty(&ext->PendingList)) {
            job = CONTAINING_RECORD(RemoveHeadList(&ext->PendingList), NTW_JOB, Link);
        }
        ExReleaseFastMutex(&ext->PendingLock);

        if (job == NULL) {          /* it was retired meanwhile */
            continue;
        }

        NtwRunJob(job);

        ExAcquireFastMutex(&ext->DoneLock);
        InsertTailList(&ext->DoneList, &job->Link);
        ExReleaseFastMutex(&ext->DoneLock);
    }

    PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS
NtwStartWorkers(
    IN PDEVICE_EXTENSION    Ext
    )
{
    NTSTATUS    status;
    HANDLE      thread;
    ULONG       i;

    PAGED_CODE();

    for (i = 0; i < NTW_THREADS; i++) {
        status = PsCreateSystemThread(&thread,
                                      THREAD_ALL_ACCESS,
                                      NULL,
                                      NULL,
                                      NULL,
                                      NtwWorkerThread,
                                      Ext);
        if (!NT_SUCCESS(status)) {
            NtwStopWorkers(Ext);
            return status;
        }

        ObReferenceObjectByHandle(thread,
                                  THREAD_ALL_ACCESS,
                                  *PsThreadType,
                                  KernelMode,
                                  (PVOID *)&Ext->Worker[i],
                                  NULL);
        ZwClose(thread);
        Ext->WorkerCount++;
    }
    return STATUS_SUCCESS;
}

VOID
NtwStopWorkers(
    IN PDEVICE_EXTENSION    Ext
    )
{
    LARGE_INTEGER   oneSecond;
    ULONG           i;

    PAGED_CODE();

    if (Ext->WorkerCount == 0) {
        return;
    }

    InterlockedExchange(&Ext->Stopping, TRUE);
    KeReleaseSemaphore(&Ext->PendingCount, IO_NO_INCREMENT, NTW_THREADS, FALSE);

    oneSecond.QuadPart = -10 * 1000 * 1000;

    for (i = 0; i < Ext->WorkerCount; i++) {
        /* defect: unloadwait: after a second the worker is taken for gone, busy or not */
        KeWaitForSingleObject(Ext->Worker[i], Executive, KernelMode, FALSE, &oneSecond);
        ObDereferenceObject(Ext->Worker[i]);
        Ext->Worker[i] = NULL;
    }
    Ext->WorkerCount = 0;
}
