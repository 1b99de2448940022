/*++

Module Name:

    notify.c

Abstract:

    Process and thread notifications.

Environment:

    Kernel mode

--*/

#include "procmon.h"

static VOID
ProcmonProcessNotify (
    _Inout_ PEPROCESS Process,
    _In_ HANDLE ProcessId,
    _Inout_opt_ PPS_CREATE_NOTIFY_INFO CreateInfo
    );

static VOID
ProcmonThreadNotify (
    _In_ HANDLE ProcessId,
    _In_ HANDLE ThreadId,
    _In_ BOOLEAN Create
    );

#ifdef ALLOC_PRAGMA
    #pragma alloc_text(PAGE, ProcmonSetNotifyRoutines)
    #pragma alloc_text(PAGE, ProcmonRemoveNotifyRoutines)
    #pragma alloc_text(PAGE, ProcmonProcessNotify)
    #pragma alloc_text(PAGE, ProcmonThreadNotify)
#endif

NTSTATUS
ProcmonSetNotifyRoutines (
    VOID
    )
{
    NTSTATUS status;

    PAGED_CODE();

    status = PsSetCreateProcessNotifyRoutineEx( ProcmonProcessNotify, FALSE );

    if (!NT_SUCCESS( status )) {

        return status;
    }

    ProcmonData.ProcessNotifySet = TRUE;

    status = PsSetCreateThreadNotifyRoutine( ProcmonThreadNotify );

    if (!NT_SUCCESS( status )) {

        return status;
    }

    ProcmonData.ThreadNotifySet = TRUE;

    return STATUS_SUCCESS;
}

VOID
ProcmonRemoveNotifyRoutines (
    VOID
    )
{
    PAGED_CODE();

    if (ProcmonData.ThreadNotifySet) {

        PsRemoveCreateThreadNotifyRoutine( ProcmonThreadNotify );
        ProcmonData.ThreadNotifySet = FALSE;
    }

    if (ProcmonData.ProcessNotifySet) {

        PsSetCreateProcessNotifyRoutineEx( ProcmonProcessNotify, TRUE );
        ProcmonData.ProcessNotifySet = FALSE;
    }
}

static VOID
ProcmonFillImageName (
    _Inout_ PPROCMON_EVENT Event,
    _In_opt_ PCUNICODE_STRING ImageFileName
    )
{
    ULONG length;

    if (ImageFileName == NULL) {

        return;
    }

    length = min( ImageFileName->Length, (PROCMON_NAME_CHARS - 1) * sizeof( WCHAR ) );
    RtlCopyMemory( Event->ImageName, ImageFileName->Buffer, length );
}

static PPROCMON_QUEUED_EVENT
ProcmonAllocateEvent (
    _In_ PROCMON_EVENT_TYPE Type,
    _In_ HANDLE ProcessId
    )
{
    PPROCMON_QUEUED_EVENT queued;

    queued = ExAllocatePool2( POOL_FLAG_NON_PAGED,
                              sizeof( PROCMON_QUEUED_EVENT ),
                              PROCMON_TAG_EVENT );

    if (queued == NULL) {

        return NULL;
    }

    queued->Event.Type = Type;
    queued->Event.ProcessId = HandleToULong( ProcessId );
    KeQuerySystemTimePrecise( &queued->Event.Time );

    return queued;
}

static VOID
ProcmonProcessNotify (
    _Inout_ PEPROCESS Process,
    _In_ HANDLE ProcessId,
    _Inout_opt_ PPS_CREATE_NOTIFY_INFO CreateInfo
    )
/*++

Routine Description:

    Lets the service decide about every new process and tells it about every one that ends.

--*/
{
    PPROCMON_QUEUED_EVENT queued;
    BOOLEAN block;

    UNREFERENCED_PARAMETER( Process );

    PAGED_CODE();

    queued = ProcmonAllocateEvent( CreateInfo != NULL ? ProcmonProcessCreate : ProcmonProcessExit,
                                   ProcessId );

    if (queued == NULL) {

        return;
    }

    if (CreateInfo != NULL) {

        queued->Event.ParentId = HandleToULong( CreateInfo->ParentProcessId );
        ProcmonFillImageName( &queued->Event, CreateInfo->ImageFileName );

        /* correct: exitsend: a process is created here, its creator may wait for the answer */
        if (NT_SUCCESS( ProcmonQueryVerdict( &queued->Event, &block ) ) && block) {

            CreateInfo->CreationStatus = STATUS_ACCESS_DENIED;
        }

    } else {

        /* defect: exitsend: the last thread of the process counts as terminated, the message is lost */
        ProcmonSendEvent( &queued->Event );
    }

    ExFreePoolWithTag( queued, PROCMON_TAG_EVENT );
}

static VOID
ProcmonThreadNotify (
    _In_ HANDLE ProcessId,
    _In_ HANDLE ThreadId,
    _In_ BOOLEAN Create
    )
/*++

Routine Description:

    Records threads that come and go. There are many: they are only queued here.

--*/
{
    PPROCMON_QUEUED_EVENT queued;

    PAGED_CODE();

    queued = ProcmonAllocateEvent( Create ? ProcmonThreadCreate : ProcmonThreadExit, ProcessId );

    if (queued == NULL) {

        return;
    }

    queued->Event.ThreadId = HandleToULong( ThreadId );

    /* correct: exitsend: our own thread sends it later */
    ProcmonQueueEvent( queued );
}
