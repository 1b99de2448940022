/*++

Module Name:

    recent.c

Abstract:

    A short list of the files that were opened for execution or renamed.

Environment:

    Kernel mode

--*/

#include "procmon.h"

#ifdef ALLOC_PRAGMA
    #pragma alloc_text(PAGE, ProcmonFreeRecentFiles)
    #pragma alloc_text(PAGE, ProcmonPreCreate)
    #pragma alloc_text(PAGE, ProcmonPreSetInformation)
#endif

static PPROCMON_RECENT_FILE
ProcmonFindRecentLocked (
    _In_ PCUNICODE_STRING Name
    )
{
    PLIST_ENTRY link;
    PPROCMON_RECENT_FILE recent;

    for (link = ProcmonData.Recent.Flink; link != &ProcmonData.Recent; link = link->Flink) {

        recent = CONTAINING_RECORD( link, PROCMON_RECENT_FILE, Link );

        if (recent->Name.Length == Name->Length &&
            RtlCompareMemory( recent->Name.Buffer, Name->Buffer, Name->Length ) == Name->Length) {

            return recent;
        }
    }

    return NULL;
}

static VOID
ProcmonAddRecentLocked (
    _In_ PCUNICODE_STRING Name
    )
/*++

Routine Description:

    Puts a file at the head of the list; the oldest one falls off at its end.

--*/
{
    PPROCMON_RECENT_FILE recent;

    recent = ProcmonFindRecentLocked( Name );

    if (recent != NULL) {

        RemoveEntryList( &recent->Link );
        InsertHeadList( &ProcmonData.Recent, &recent->Link );
        recent->Opens++;
        return;
    }

    recent = ExAllocatePool2( POOL_FLAG_PAGED,
                              sizeof( PROCMON_RECENT_FILE ) + Name->Length,
                              PROCMON_TAG_RECENT );

    if (recent == NULL) {

        return;
    }

    recent->Name.Buffer = (PWCH)(recent + 1);
    recent->Name.Length = Name->Length;
    recent->Name.MaximumLength = Name->Length;
    RtlCopyMemory( recent->Name.Buffer, Name->Buffer, Name->Length );
    recent->Opens = 1;

    InsertHeadList( &ProcmonData.Recent, &recent->Link );

    if (++ProcmonData.RecentLength > PROCMON_MAX_RECENT) {

        recent = CONTAINING_RECORD( RemoveTailList( &ProcmonData.Recent ), PROCMON_RECENT_FILE, Link );
        ExFreePoolWithTag( recent, PROCMON_TAG_RECENT );
        ProcmonData.RecentLength--;
    }
}

FLT_PREOP_CALLBACK_STATUS
FLTAPI
ProcmonPreCreate (
    _Inout_ PFLT_CALLBACK_DATA Data,
    _In_ PCFLT_RELATED_OBJECTS FltObjects,
    _Flt_CompletionContext_Outptr_ PVOID *CompletionContext
    )
{
    PFLT_FILE_NAME_INFORMATION nameInfo;
    ACCESS_MASK desiredAccess;
    NTSTATUS status;

    UNREFERENCED_PARAMETER( FltObjects );
    UNREFERENCED_PARAMETER( CompletionContext );

    PAGED_CODE();

    desiredAccess = Data->Iopb->Parameters.Create.SecurityContext->DesiredAccess;

    if (!FlagOn( desiredAccess, FILE_EXECUTE )) {

        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }

    ExAcquireFastMutex( &ProcmonData.RecentLock );

    /* defect: fastmutexwait: the name may have to be read from the file system, with all APCs off */
    status = FltGetFileNameInformation( Data,
                                        FLT_FILE_NAME_NORMALIZED | FLT_FILE_NAME_QUERY_DEFAULT,
                                        &nameInfo );

    if (NT_SUCCESS( status )) {

        ProcmonAddRecentLocked( &nameInfo->Name );
        FltReleaseFileNameInformation( nameInfo );
    }

    ExReleaseFastMutex( &ProcmonData.RecentLock );

    return FLT_PREOP_SUCCESS_NO_CALLBACK;
}

FLT_PREOP_CALLBACK_STATUS
FLTAPI
ProcmonPreSetInformation (
    _Inout_ PFLT_CALLBACK_DATA Data,
    _In_ PCFLT_RELATED_OBJECTS FltObjects,
    _Flt_CompletionContext_Outptr_ PVOID *CompletionContext
    )
{
    PFLT_FILE_NAME_INFORMATION nameInfo;
    NTSTATUS status;

    UNREFERENCED_PARAMETER( FltObjects );
    UNREFERENCED_PARAMETER( CompletionContext );

    PAGED_CODE();

    if (Data->Iopb->Parameters.SetFileInformation.FileInformationClass != FileRenameInformation) {

        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }

    /* correct: fastmutexwait: first the name, then the lock */
    status = FltGetFileNameInformation( Data,
                                        FLT_FILE_NAME_NORMALIZED | FLT_FILE_NAME_QUERY_DEFAULT,
                                        &nameInfo );

    if (!NT_SUCCESS( status )) {

        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }

    ExAcquireFastMutex( &ProcmonData.RecentLock );
    ProcmonAddRecentLocked( &nameInfo->Name );
    ExReleaseFastMutex( &ProcmonData.RecentLock );

    FltReleaseFileNameInformation( nameInfo );

    return FLT_PREOP_SUCCESS_NO_CALLBACK;
}

VOID
ProcmonFreeRecentFiles (
    VOID
    )
{
    PPROCMON_RECENT_FILE recent;

    PAGED_CODE();

    while (!IsListEmpty( &ProcmonData.Recent )) {

        recent = CONTAINING_RECORD( RemoveHeadList( &ProcmonData.Recent ), PROCMON_RECENT_FILE, Link );
        ExFreePoolWithTag( recent, PROCMON_TAG_RECENT );
    }
}
