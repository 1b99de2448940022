// Members of one name in two structures, each of which tells whether there is a thread of its own.
#include <ntddk.h>

typedef struct _STORE {
    ULONG Size;
    BOOLEAN Started;
    KEVENT Stop;
    PKTHREAD Thread;
} STORE, *PSTORE;

static STORE Store;

static VOID RunStore(PVOID Context)
{
    PSTORE own = Context;

    KeWaitForSingleObject(&own->Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID StartStore(PSTORE Own)
{
    HANDLE handle;

    KeInitializeEvent(&Own->Stop, NotificationEvent, FALSE);
    if (NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, RunStore, Own))) {
        if (NT_SUCCESS(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Own->Thread, NULL))) {
            Own->Started = TRUE;
        }
        ZwClose(handle);
    }
}

static VOID EndStore(PSTORE Own)
{
    if (Own->Started) {
        KeSetEvent(&Own->Stop, IO_NO_INCREMENT, FALSE);
        KeWaitForSingleObject(Own->Thread, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(Own->Thread);
    }
}

typedef struct _CACHE {
    ULONG Size;
    BOOLEAN Started;
    KEVENT Stop;
    PKTHREAD Thread;
} CACHE, *PCACHE;

static CACHE Cache;

static VOID RunCache(PVOID Context)
{
    PCACHE own = Context;

    KeWaitForSingleObject(&own->Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID StartCache(PCACHE Own)
{
    HANDLE handle;

    KeInitializeEvent(&Own->Stop, NotificationEvent, FALSE);
    if (NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, RunCache, Own))) {
        if (NT_SUCCESS(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Own->Thread, NULL))) {
            Own->Started = TRUE;
        }
        ZwClose(handle);
    }
}

static VOID EndCache(PCACHE Own)
{
    if (Own->Started) {
        KeSetEvent(&Own->Stop, IO_NO_INCREMENT, FALSE);
        KeWaitForSingleObject(Own->Thread, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(Own->Thread);
    }
}

static VOID Unload(PDRIVER_OBJECT Driver)
{
    UNREFERENCED_PARAMETER(Driver);
    EndStore(&Store);
    EndCache(&Cache);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    Driver->DriverUnload = Unload;
    Cache.Size = Path->Length;
    StartStore(&Store);
    StartCache(&Cache);
    return STATUS_SUCCESS;
}
