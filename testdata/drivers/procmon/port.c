/*++

Module Name:

    port.c

Abstract:

    The communication port to the service, and what is sent over it.

Environment:

    Kernel mode

--*/

#include "procmon.h"

NTSTATUS
FLTAPI
ProcmonConnect (
    _In_ PFLT_PORT ClientPort,
    _In_opt_ PVOID ServerPortCookie,
    _In_reads_bytes_opt_(SizeOfContext) PVOID ConnectionContext,
    _In_ ULONG SizeOfContext,
    _Outptr_result_maybenull_ PVOID *ConnectionCookie
    );

VOID
FLTAPI
ProcmonDisconnect (
    _In_opt_ PVOID ConnectionCookie
    );

#ifdef ALLOC_PRAGMA
    #pragma alloc_text(PAGE, ProcmonCreatePort)
    #pragma alloc_text(PAGE, ProcmonClosePort)
    #pragma alloc_text(PAGE, ProcmonConnect)
    #pragma alloc_text(PAGE, ProcmonDisconnect)
#endif

//
//  How long the service may take, in units of 100 ns; negative values are relative.
//

#define PROCMON_SEND_TIMEOUT        (-2LL * 10 * 1000 * 1000)
#define PROCMON_VERDICT_TIMEOUT     (-5LL * 10 * 1000 * 1000)

NTSTATUS
ProcmonCreatePort (
    VOID
    )
{
    NTSTATUS status;
    PSECURITY_DESCRIPTOR securityDescriptor;
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name = RTL_CONSTANT_STRING( PROCMON_PORT_NAME );

    PAGED_CODE();

    status = FltBuildDefaultSecurityDescriptor( &securityDescriptor, FLT_PORT_ALL_ACCESS );

    if (!NT_SUCCESS( status )) {

        return status;
    }

    InitializeObjectAttributes( &attributes,
                                &name,
                                OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE,
                                NULL,
                                securityDescriptor );

    status = FltCreateCommunicationPort( ProcmonData.Filter,
                                         &ProcmonData.ServerPort,
                                         &attributes,
                                         NULL,
                                         ProcmonConnect,
                                         ProcmonDisconnect,
                                         NULL,
                                         1 );

    FltFreeSecurityDescriptor( securityDescriptor );

    return status;
}

VOID
ProcmonClosePort (
    VOID
    )
{
    PAGED_CODE();

    if (ProcmonData.ServerPort != NULL) {

        FltCloseCommunicationPort( ProcmonData.ServerPort );
        ProcmonData.ServerPort = NULL;
    }
}

NTSTATUS
FLTAPI
ProcmonConnect (
    _In_ PFLT_PORT ClientPort,
    _In_opt_ PVOID ServerPortCookie,
    _In_reads_bytes_opt_(SizeOfContext) PVOID ConnectionContext,
    _In_ ULONG SizeOfContext,
    _Outptr_result_maybenull_ PVOID *ConnectionCookie
    )
{
    UNREFERENCED_PARAMETER( ServerPortCookie );
    UNREFERENCED_PARAMETER( ConnectionContext );
    UNREFERENCED_PARAMETER( SizeOfContext );

    PAGED_CODE();

    FLT_ASSERT( ProcmonData.ClientPort == NULL );

    ProcmonData.ClientPort = ClientPort;
    *ConnectionCookie = NULL;

    return STATUS_SUCCESS;
}

VOID
FLTAPI
ProcmonDisconnect (
    _In_opt_ PVOID ConnectionCookie
    )
{
    UNREFERENCED_PARAMETER( ConnectionCookie );

    PAGED_CODE();

    FltCloseClientPort( ProcmonData.Filter, &ProcmonData.ClientPort );
}

_IRQL_requires_max_(APC_LEVEL)
NTSTATUS
ProcmonSendEvent (
    _In_ PPROCMON_EVENT Event
    )
/*++

Routine Description:

    Delivers one event to the service. No answer is expected.

--*/
{
    LARGE_INTEGER timeout;

    if (ProcmonData.ClientPort == NULL) {

        return STATUS_PORT_DISCONNECTED;
    }

    timeout.QuadPart = PROCMON_SEND_TIMEOUT;

    return FltSendMessage( ProcmonData.Filter,
                           &ProcmonData.ClientPort,
                           Event,
                           sizeof( PROCMON_EVENT ),
                           NULL,
                           NULL,
                           &timeout );
}

_IRQL_requires_max_(APC_LEVEL)
NTSTATUS
ProcmonQueryVerdict (
    _In_ PPROCMON_EVENT Event,
    _Out_ PBOOLEAN Block
    )
/*++

Routine Description:

    Asks the service whether a new process may run. Without an answer in time it may.

--*/
{
    NTSTATUS status;
    LARGE_INTEGER timeout;
    PROCMON_VERDICT verdict;
    ULONG replyLength = sizeof( verdict );

    *Block = FALSE;

    if (ProcmonData.ClientPort == NULL) {

        return STATUS_PORT_DISCONNECTED;
    }

    RtlZeroMemory( &verdict, sizeof( verdict ) );
    timeout.QuadPart = PROCMON_VERDICT_TIMEOUT;

    status = FltSendMessage( ProcmonData.Filter,
                             &ProcmonData.ClientPort,
                             Event,
                             sizeof( PROCMON_EVENT ),
                             &verdict,
                             &replyLength,
                             &timeout );

    if (status != STATUS_SUCCESS || replyLength < sizeof( verdict )) {

        return status;
    }

    *Block = verdict.Block;

    return STATUS_SUCCESS;
}
