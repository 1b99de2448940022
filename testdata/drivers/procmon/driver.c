/*++

Module Name:

    driver.c

Abstract:

    Entry, registration and unload of the process monitor minifilter.

Environment:

    Kernel mode

--*/

#include "procmon.h"

DRIVER_INITIALIZE DriverEntry;

NTSTATUS
FLTAPI
ProcmonUnload (
    _In_ FLT_FILTER_UNLOAD_FLAGS Flags
    );

NTSTATUS
FLTAPI
ProcmonInstanceSetup (
    _In_ PCFLT_RELATED_OBJECTS FltObjects,
    _In_ FLT_INSTANCE_SETUP_FLAGS Flags,
    _In_ DEVICE_TYPE VolumeDeviceType,
    _In_ FLT_FILESYSTEM_TYPE VolumeFilesystemType
    );

static VOID
ProcmonCleanup (
    VOID
    );

#ifdef ALLOC_PRAGMA
    #pragma alloc_text(INIT, DriverEntry)
    #pragma alloc_text(PAGE, ProcmonUnload)
    #pragma alloc_text(PAGE, ProcmonInstanceSetup)
    #pragma alloc_text(PAGE, ProcmonCleanup)
#endif

PROCMON_DATA ProcmonData;

CONST FLT_OPERATION_REGISTRATION Callbacks[] = {

    { IRP_MJ_CREATE,
      FLTFL_OPERATION_REGISTRATION_SKIP_PAGING_IO,
      ProcmonPreCreate,
      NULL },

    { IRP_MJ_SET_INFORMATION,
      0,
      ProcmonPreSetInformation,
      NULL },

    { IRP_MJ_OPERATION_END }
};

CONST FLT_REGISTRATION FilterRegistration = {

    sizeof( FLT_REGISTRATION ),         //  Size
    FLT_REGISTRATION_VERSION,           //  Version
    0,                                  //  Flags
    NULL,                               //  Context
    Callbacks,                          //  Operation callbacks
    ProcmonUnload,                      //  FilterUnload
    ProcmonInstanceSetup,               //  InstanceSetup
    NULL,                               //  InstanceQueryTeardown
    NULL,                               //  InstanceTeardownStart
    NULL,                               //  InstanceTeardownComplete
    NULL,                               //  GenerateFileName
    NULL,                               //  NormalizeNameComponent
    NULL                                //  NormalizeContextCleanup
};

NTSTATUS
DriverEntry (
    _In_ PDRIVER_OBJECT DriverObject,
    _In_ PUNICODE_STRING RegistryPath
    )
/*++

Routine Description:

    Registers with the filter manager, opens the port, starts the writer thread and only then asks
    for notifications: everything that a notification needs is there when the first one arrives.

--*/
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER( RegistryPath );

    ExInitializeDriverRuntime( DrvRtPoolNxOptIn );

    KeInitializeSpinLock( &ProcmonData.QueueLock );
    InitializeListHead( &ProcmonData.Queue );
    KeInitializeEvent( &ProcmonData.QueueNotEmpty, SynchronizationEvent, FALSE );
    KeInitializeEvent( &ProcmonData.StopWriter, NotificationEvent, FALSE );

    ExInitializeFastMutex( &ProcmonData.RecentLock );
    InitializeListHead( &ProcmonData.Recent );

    status = FltRegisterFilter( DriverObject, &FilterRegistration, &ProcmonData.Filter );

    if (!NT_SUCCESS( status )) {

        return status;
    }

    status = ProcmonCreatePort();

    if (!NT_SUCCESS( status )) {

        goto DriverEntryCleanup;
    }

    status = ProcmonStartWriter();

    if (!NT_SUCCESS( status )) {

        goto DriverEntryCleanup;
    }

    status = ProcmonSetNotifyRoutines();

    if (!NT_SUCCESS( status )) {

        goto DriverEntryCleanup;
    }

    status = FltStartFiltering( ProcmonData.Filter );

DriverEntryCleanup:

    if (!NT_SUCCESS( status )) {

        ProcmonCleanup();
    }

    return status;
}

NTSTATUS
FLTAPI
ProcmonUnload (
    _In_ FLT_FILTER_UNLOAD_FLAGS Flags
    )
{
    UNREFERENCED_PARAMETER( Flags );

    PAGED_CODE();

    ProcmonCleanup();

    return STATUS_SUCCESS;
}

NTSTATUS
FLTAPI
ProcmonInstanceSetup (
    _In_ PCFLT_RELATED_OBJECTS FltObjects,
    _In_ FLT_INSTANCE_SETUP_FLAGS Flags,
    _In_ DEVICE_TYPE VolumeDeviceType,
    _In_ FLT_FILESYSTEM_TYPE VolumeFilesystemType
    )
/*++

Routine Description:

    Programs are started from disks and shares; there is nothing to see on other volumes.

--*/
{
    UNREFERENCED_PARAMETER( FltObjects );
    UNREFERENCED_PARAMETER( Flags );
    UNREFERENCED_PARAMETER( VolumeFilesystemType );

    PAGED_CODE();

    if (VolumeDeviceType == FILE_DEVICE_DISK_FILE_SYSTEM ||
        VolumeDeviceType == FILE_DEVICE_NETWORK_FILE_SYSTEM) {

        return STATUS_SUCCESS;
    }

    return STATUS_FLT_DO_NOT_ATTACH;
}

static VOID
ProcmonCleanup (
    VOID
    )
/*++

Routine Description:

    Takes down whatever DriverEntry has set up, in the opposite order: no notification comes after
    the first step, so the writer has all events when it is told to stop.

--*/
{
    PAGED_CODE();

    ProcmonRemoveNotifyRoutines();

    ProcmonClosePort();

    ProcmonStopWriter();

    FltUnregisterFilter( ProcmonData.Filter );
    ProcmonData.Filter = NULL;

    ProcmonFreeRecentFiles();
}
