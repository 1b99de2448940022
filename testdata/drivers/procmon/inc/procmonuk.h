/*++

Module Name:

    procmonuk.h

Abstract:

    What the filter and its service say to each other over the communication port.

Environment:

    Kernel and user mode

--*/

#pragma once

#define PROCMON_PORT_NAME       L"\\ProcMonPort"
#define PROCMON_NAME_CHARS      260

typedef enum _PROCMON_EVENT_TYPE {

    ProcmonProcessCreate = 1,
    ProcmonProcessExit,
    ProcmonThreadCreate,
    ProcmonThreadExit

} PROCMON_EVENT_TYPE;

//
//  One event, from the filter to the service.
//

typedef struct _PROCMON_EVENT {

    PROCMON_EVENT_TYPE Type;
    ULONG ProcessId;
    ULONG ParentId;
    ULONG ThreadId;
    LARGE_INTEGER Time;
    WCHAR ImageName[PROCMON_NAME_CHARS];

} PROCMON_EVENT, *PPROCMON_EVENT;

//
//  The service's answer to a ProcmonProcessCreate event.
//

typedef struct _PROCMON_VERDICT {

    BOOLEAN Block;

} PROCMON_VERDICT, *PPROCMON_VERDICT;
