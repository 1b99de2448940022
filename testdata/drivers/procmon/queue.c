/*++

Module Name:

    queue.c

Abstract:

    The queue of events and the system thread that sends them to the service.

Environment:

    Kernel mode

--*/

#include "procmon.h"

KSTART_ROUTINE ProcmonWriter;

#ifdef ALLOC_PRAGMA
    #pragma alloc_text(PAGE, ProcmonStartWriter)
    #pragma alloc_text(PAGE, ProcmonStopWriter)
#endif

_IRQL_requires_max_(DISPATCH_LEVEL)
VOID
ProcmonQueueEvent (
    _In_ PPROCMON_QUEUED_EVENT Queued
    )
/*++

Routine Description:

    Hands an event to the writer thread. When the service can't keep up the newest events are dropped.

--*/
{
    KLOCK_QUEUE_HANDLE lockHandle;
    BOOLEAN inserted = FALSE;

    KeAcquireInStackQueuedSpinLock( &ProcmonData.QueueLock, &lockHandle );

    if (ProcmonData.QueueLength < PROCMON_MAX_QUEUE) {

        InsertTailList( &ProcmonData.Queue, &Queued->Link );
        ProcmonData.QueueLength++;
        inserted = TRUE;
    }

    KeReleaseInStackQueuedSpinLock( &lockHandle );

    if (!inserted) {

        ExFreePoolWithTag( Queued, PROCMON_TAG_EVENT );
        return;
    }

    KeSetEvent( &ProcmonData.QueueNotEmpty, IO_NO_INCREMENT, FALSE );
}

static PPROCMON_QUEUED_EVENT
ProcmonDequeueEvent (
    VOID
    )
{
    KLOCK_QUEUE_HANDLE lockHandle;
    PPROCMON_QUEUED_EVENT queued = NULL;

    KeAcquireInStackQueuedSpinLock( &ProcmonData.QueueLock, &lockHandle );

    if (!IsListEmpty( &ProcmonData.Queue )) {

        queued = CONTAINING_RECORD( RemoveHeadList( &ProcmonData.Queue ), PROCMON_QUEUED_EVENT, Link );
        ProcmonData.QueueLength--;
    }

    KeReleaseInStackQueuedSpinLock( &lockHandle );

    return queued;
}

static VOID
ProcmonDrainQueue (
    VOID
    )
{
    PPROCMON_QUEUED_EVENT queued;

    while ((queued = ProcmonDequeueEvent()) != NULL) {

        ProcmonSendEvent( &queued->Event );
        ExFreePoolWithTag( queued, PROCMON_TAG_EVENT );
    }
}

_Use_decl_annotations_
VOID
ProcmonWriter (
    PVOID StartContext
    )
/*++

Routine Description:

    Sends queued events until it is told to stop, and the rest of them before it ends.

--*/
{
    PVOID objects[2];
    NTSTATUS status;

    UNREFERENCED_PARAMETER( StartContext );

    objects[0] = &ProcmonData.StopWriter;
    objects[1] = &ProcmonData.QueueNotEmpty;

    do {

        status = KeWaitForMultipleObjects( RTL_NUMBER_OF( objects ),
                                           objects,
                                           WaitAny,
                                           Executive,
                                           KernelMode,
                                           FALSE,
                                           NULL,
                                           NULL );
        ProcmonDrainQueue();

    } while (status != STATUS_WAIT_0);

    PsTerminateSystemThread( STATUS_SUCCESS );
}

NTSTATUS
ProcmonStartWriter (
    VOID
    )
{
    NTSTATUS status;
    HANDLE threadHandle;
    OBJECT_ATTRIBUTES attributes;

    PAGED_CODE();

    InitializeObjectAttributes( &attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL );

    status = PsCreateSystemThread( &threadHandle,
                                   THREAD_ALL_ACCESS,
                                   &attributes,
                                   NULL,
                                   NULL,
                                   ProcmonWriter,
                                   NULL );

    if (!NT_SUCCESS( status )) {

        return status;
    }

    status = ObReferenceObjectByHandle( threadHandle,
                                        SYNCHRONIZE,
                                        *PsThreadType,
                                        KernelMode,
                                        (PVOID *)&ProcmonData.WriterThread,
                                        NULL );

    //
    //  A handle that we have just got, with all access: this can't fail.
    //

    NT_VERIFY( NT_SUCCESS( status ) );

    ZwClose( threadHandle );

    return STATUS_SUCCESS;
}

VOID
ProcmonStopWriter (
    VOID
    )
{
    PAGED_CODE();

    if (ProcmonData.WriterThread == NULL) {

        return;
    }

    KeSetEvent( &ProcmonData.StopWriter, IO_NO_INCREMENT, FALSE );

    /* correct: unloadwait: the thread object itself, without limit */
    KeWaitForSingleObject( ProcmonData.WriterThread, Executive, KernelMode, FALSE, NULL );

    ObDereferenceObject( ProcmonData.WriterThread );
    ProcmonData.WriterThread = NULL;
}
