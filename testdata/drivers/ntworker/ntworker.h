/*
 * ntworker.h - private declarations
 *
 * Lock order: PendingLock, then DoneLock. LogLock is a leaf.
 */
#ifndef _NTWORKER_H_
#define _NTWORKER_H_

#include <ntddk.h>
#include "ntwioctl.h"

#define NTW_DEVICE_NAME     L"\\Device\\NtWorker"
#define NTW_LINK_NAME       L"\\DosDevices\\NtWorker"
#define NTW_LOG_NAME        L"\\SystemRoot\\ntworker.log"

#define NTW_TAG             'WwtN'
#define NTW_THREADS         4
#define NTW_LOG_SIZE        4096

typedef struct _NTW_JOB {
    LIST_ENTRY      Link;
    ULONG           Id;
    ULONG           Length;
    ULONG           Checksum;
    ULONG           Attempts;
    UCHAR           Data[NTW_JOB_DATA];
} NTW_JOB, *PNTW_JOB;

typedef struct _DEVICE_EXTENSION {
    PDEVICE_OBJECT  DeviceObject;

    /* jobs that wait for a worker, and jobs that are finished */
    FAST_MUTEX      PendingLock;
    LIST_ENTRY      PendingList;
    KSEMAPHORE      PendingCount;
    FAST_MUTEX      DoneLock;
    LIST_ENTRY      DoneList;

    /* the worker threads */
    volatile LONG   Stopping;
    PETHREAD        Worker[NTW_THREADS];
    ULONG           WorkerCount;

    /* the log and its thread */
    FAST_MUTEX      LogLock;
    HANDLE          LogFile;
    HANDLE          LogThread;
    KEVENT          LogEvent;
    ULONG           LogUsed;
    UCHAR           LogBuffer[NTW_LOG_SIZE];
    UCHAR           LogCopy[NTW_LOG_SIZE];

    /* housekeeping in the system's worker threads */
    WORK_QUEUE_ITEM TrimItem;
    volatile LONG   TrimQueued;
    PIO_WORKITEM    CompactItem;
    volatile LONG   CompactQueued;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

/* worker.c */
NTSTATUS NtwStartWorkers(IN PDEVICE_EXTENSION Ext);
VOID     NtwStopWorkers(IN PDEVICE_EXTENSION Ext);
NTSTATUS NtwSubmit(IN PDEVICE_EXTENSION Ext, IN PNTW_JOB_INPUT Input);
NTSTATUS NtwRetireJob(IN PDEVICE_EXTENSION Ext, IN ULONG Id);
NTSTATUS NtwRetryJob(IN PDEVICE_EXTENSION Ext, IN ULONG Id);
VOID     NtwFreeJobs(IN PLIST_ENTRY List);

/* trim.c */
VOID     NtwQueueTrim(IN PDEVICE_EXTENSION Ext);
VOID     NtwQueueCompact(IN PDEVICE_EXTENSION Ext);

/* logfile.c */
NTSTATUS NtwStartLog(IN PDEVICE_EXTENSION Ext);
VOID     NtwStopLog(IN PDEVICE_EXTENSION Ext);
VOID     NtwLog(IN PDEVICE_EXTENSION Ext, IN PCSTR Text, IN ULONG Length);
VOID     NtwLogMark(IN PDEVICE_EXTENSION Ext);

#define NTW_LOG(Ext, Text)  NtwLog((Ext), Text "\r\n", sizeof(Text "\r\n") - 1)

#endif
