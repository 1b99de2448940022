/*++

Module Name:

    procmon.h

Abstract:

    Private declarations of the process monitor minifilter.

Environment:

    Kernel mode

--*/

#pragma once

#include <fltKernel.h>
#include "procmonuk.h"

#define PROCMON_TAG_EVENT       'vEmP'
#define PROCMON_TAG_RECENT      'cRmP'

#ifndef PROCMON_MAX_QUEUE
#define PROCMON_MAX_QUEUE       512
#endif

#define PROCMON_MAX_RECENT      64

//
//  An event on its way to the service.
//

typedef struct _PROCMON_QUEUED_EVENT {

    LIST_ENTRY Link;
    PROCMON_EVENT Event;

} PROCMON_QUEUED_EVENT, *PPROCMON_QUEUED_EVENT;

//
//  A file that was opened for execution not long ago.
//

typedef struct _PROCMON_RECENT_FILE {

    LIST_ENTRY Link;
    UNICODE_STRING Name;
    ULONG Opens;

} PROCMON_RECENT_FILE, *PPROCMON_RECENT_FILE;

typedef struct _PROCMON_DATA {

    PFLT_FILTER Filter;
    PFLT_PORT ServerPort;
    PFLT_PORT ClientPort;

    //
    //  Events wait here until the writer thread sends them.
    //

    KSPIN_LOCK QueueLock;
    LIST_ENTRY Queue;
    ULONG QueueLength;
    KEVENT QueueNotEmpty;
    KEVENT StopWriter;
    PETHREAD WriterThread;

    //
    //  Files opened for execution, most recent first.
    //

    FAST_MUTEX RecentLock;
    LIST_ENTRY Recent;
    ULONG RecentLength;

    BOOLEAN ProcessNotifySet;
    BOOLEAN ThreadNotifySet;

} PROCMON_DATA, *PPROCMON_DATA;

extern PROCMON_DATA ProcmonData;

//
//  notify.c
//

NTSTATUS
ProcmonSetNotifyRoutines (
    VOID
    );

VOID
ProcmonRemoveNotifyRoutines (
    VOID
    );

//
//  port.c
//

NTSTATUS
ProcmonCreatePort (
    VOID
    );

VOID
ProcmonClosePort (
    VOID
    );

_IRQL_requires_max_(APC_LEVEL)
NTSTATUS
ProcmonSendEvent (
    _In_ PPROCMON_EVENT Event
    );

_IRQL_requires_max_(APC_LEVEL)
NTSTATUS
ProcmonQueryVerdict (
    _In_ PPROCMON_EVENT Event,
    _Out_ PBOOLEAN Block
    );

//
//  queue.c
//

NTSTATUS
ProcmonStartWriter (
    VOID
    );

VOID
ProcmonStopWriter (
    VOID
    );

_IRQL_requires_max_(DISPATCH_LEVEL)
VOID
ProcmonQueueEvent (
    _In_ PPROCMON_QUEUED_EVENT Queued
    );

//
//  recent.c
//

VOID
ProcmonFreeRecentFiles (
    VOID
    );

FLT_PREOP_CALLBACK_STATUS
FLTAPI
ProcmonPreCreate (
    _Inout_ PFLT_CALLBACK_DATA Data,
    _In_ PCFLT_RELATED_OBJECTS FltObjects,
    _Flt_CompletionContext_Outptr_ PVOID *CompletionContext
    );

FLT_PREOP_CALLBACK_STATUS
FLTAPI
ProcmonPreSetInformation (
    _Inout_ PFLT_CALLBACK_DATA Data,
    _In_ PCFLT_RELATED_OBJECTS FltObjects,
    _Flt_CompletionContext_Outptr_ PVOID *CompletionContext
    );
