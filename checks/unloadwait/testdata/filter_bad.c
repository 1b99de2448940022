// A minifilter whose unload callback unregisters the filter and forgets the thread.
#include <fltKernel.h>

PFLT_FILTER Filter;
static KEVENT Stop;

static VOID
CleanerThread (
    _In_ PVOID Context
    )
{
    UNREFERENCED_PARAMETER( Context );

    KeWaitForSingleObject( &Stop, Executive, KernelMode, FALSE, NULL );
    PsTerminateSystemThread( STATUS_SUCCESS );
}

NTSTATUS
UnloadBad ( // want "CleanerThread"
    _In_ FLT_FILTER_UNLOAD_FLAGS Flags
    )
{
    UNREFERENCED_PARAMETER( Flags );

    KeSetEvent( &Stop, IO_NO_INCREMENT, FALSE );
    FltUnregisterFilter( Filter );
    return STATUS_SUCCESS;
}

static const FLT_OPERATION_REGISTRATION Callbacks[] = {
    { IRP_MJ_OPERATION_END }
};

static const FLT_REGISTRATION Registration = {
    sizeof( FLT_REGISTRATION ),
    FLT_REGISTRATION_VERSION,
    0,
    NULL,
    Callbacks,
    UnloadBad,
};

NTSTATUS
DriverEntry (
    _In_ PDRIVER_OBJECT DriverObject,
    _In_ PUNICODE_STRING RegistryPath
    )
{
    NTSTATUS status;
    HANDLE thread;

    UNREFERENCED_PARAMETER( RegistryPath );

    KeInitializeEvent( &Stop, NotificationEvent, FALSE );
    status = FltRegisterFilter( DriverObject, &Registration, &Filter );
    if (!NT_SUCCESS( status )) {
        return status;
    }
    status = FltStartFiltering( Filter );
    if (!NT_SUCCESS( status )) {
        FltUnregisterFilter( Filter );
        return status;
    }
    status = PsCreateSystemThread( &thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, CleanerThread, NULL );
    if (!NT_SUCCESS( status )) {
        FltUnregisterFilter( Filter );
        return status;
    }
    ZwClose( thread );
    return STATUS_SUCCESS;
}
