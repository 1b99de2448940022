/*
 * logfile.c - a text log, written by a thread of its own
 */
#include "ntworker.h"

#define LOCK_LOG(Ext)       ExAcquireFastMutex(&(Ext)->LogLock)
#define UNLOCK_LOG(Ext)     ExReleaseFastMutex(&(Ext)->LogLock)

static VOID NtwLogThread(IN PVOID Context);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, NtwStartLog)
#pragma alloc_text(PAGE, NtwStopLog)
#pragma alloc_text(PAGE, NtwLogMark)
#endif

VOID
NtwLog(
    IN PDEVICE_EXTENSION    Ext,
    IN PCSTR                Text,
    IN ULONG                Length
    )
{
    LOCK_LOG(Ext);
    if (Length <= NTW_LOG_SIZE - Ext->LogUsed) {
        RtlCopyMemory(Ext->LogBuffer + Ext->LogUsed, Text, Length);
        Ext->LogUsed += Length;
    }
    UNLOCK_LOG(Ext);

    KeSetEvent(&Ext->LogEvent, IO_NO_INCREMENT, FALSE);
}

static NTSTATUS
NtwWriteLog(
    IN PDEVICE_EXTENSION    Ext,
    IN PVOID                Buffer,
    IN ULONG                Length
    )
{
    IO_STATUS_BLOCK iosb;

    return ZwWriteFile(Ext->LogFile, NULL, NULL, NULL, &iosb, Buffer, Length, NULL, NULL);
}

/* Puts a line between two runs of the log, before anything that is still buffered. */
VOID
NtwLogMark(
    IN PDEVICE_EXTENSION    Ext
    )
{
    static CHAR mark[] = "----\r\n";

    PAGED_CODE();

    LOCK_LOG(Ext);
    /* defect: fastmutexwait: the I/O completes by a special kernel APC, and those are off */
    NtwWriteLog(Ext, mark, sizeof(mark) - 1);
    UNLOCK_LOG(Ext);
}

static VOID
NtwFlushLog(
    IN PDEVICE_EXTENSION    Ext
    )
{
    ULONG   length;

    LOCK_LOG(Ext);
    length = Ext->LogUsed;
    RtlCopyMemory(Ext->LogCopy, Ext->LogBuffer, length);
    Ext->LogUsed = 0;
    UNLOCK_LOG(Ext);

    if (length != 0) {
        /* correct: fastmutexwait: a copy is written, the lock is free */
        NtwWriteLog(Ext, Ext->LogCopy, length);
    }
}

static VOID
NtwLogThread(
    IN PVOID    Context
    )
{
    PDEVICE_EXTENSION   ext = (PDEVICE_EXTENSION)Context;

    do {
        KeWaitForSingleObject(&ext->LogEvent, Executive, KernelMode, FALSE, NULL);
        NtwFlushLog(ext);
    } while (!ext->Stopping);

    PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS
NtwStartLog(
    IN PDEVICE_EXTENSION    Ext
    )
{
    NTSTATUS            status;
    UNICODE_STRING      name;
    OBJECT_ATTRIBUTES   attributes;
    IO_STATUS_BLOCK     iosb;

    PAGED_CODE();

    RtlInitUnicodeString(&name, NTW_LOG_NAME);
    InitializeObjectAttributes(&attributes,
                               &name,
                               OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE,
                               NULL,
                               NULL);

    status = ZwCreateFile(&Ext->LogFile,
                          FILE_APPEND_DATA | SYNCHRONIZE,
                          &attributes,
                          &iosb,
                          NULL,
                          FILE_ATTRIBUTE_NORMAL,
                          FILE_SHARE_READ,
                          FILE_OPEN_IF,
                          FILE_SYNCHRONOUS_IO_NONALERT | FILE_NON_DIRECTORY_FILE,
                          NULL,
                          0);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = PsCreateSystemThread(&Ext->LogThread,
                                  THREAD_ALL_ACCESS,
                                  &attributes,
                                  NULL,
                                  NULL,
                                  NtwLogThread,
                                  Ext);
    if (!NT_SUCCESS(status)) {
        Ext->LogThread = NULL;
        ZwClose(Ext->LogFile);
        Ext->LogFile = NULL;
    }
    return status;
}

VOID
NtwStopLog(
    IN PDEVICE_EXTENSION    Ext
    )
{
    PAGED_CODE();

    InterlockedExchange(&Ext->Stopping, TRUE);
    KeSetEvent(&Ext->LogEvent, IO_NO_INCREMENT, FALSE);

    /* correct: unloadwait: the handle is signaled when the thread has ended */
    ZwWaitForSingleObject(Ext->LogThread, FALSE, NULL);
    ZwClose(Ext->LogThread);
    ZwClose(Ext->LogFile);
}
