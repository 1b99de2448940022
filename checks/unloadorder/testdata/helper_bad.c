// A helper gives up what the callback uses, and only then that is gone.
#include <ntddk.h>

typedef struct _TABLE {
    ERESOURCE Lock;
    PULONG Entries;
} TABLE, *PTABLE;

typedef struct _STATE {
    TABLE Names;
    TABLE Numbers;
} STATE;

static STATE State;

static VOID FreeTable(PTABLE Table)
{
    ExFreePool(Table->Entries);
    ExDeleteResourceLite(&Table->Lock);
}

static VOID OnProcess(HANDLE Parent, HANDLE Id, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(Parent);
    UNREFERENCED_PARAMETER(Create);

    ExAcquireResourceExclusiveLite(&State.Names.Lock, TRUE);
    State.Names.Entries[0] = HandleToULong(Id);
    ExReleaseResourceLite(&State.Names.Lock);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    FreeTable(&State.Names); // want "gives `State.Names.Entries` back here"
    PsSetCreateProcessNotifyRoutine(OnProcess, TRUE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeResourceLite(&State.Names.Lock);
    ExInitializeResourceLite(&State.Numbers.Lock);
    State.Names.Entries = ExAllocatePoolWithTag(NonPagedPool, PAGE_SIZE, 'mNdd');
    State.Numbers.Entries = ExAllocatePoolWithTag(NonPagedPool, PAGE_SIZE, 'mNdd');
    DriverObject->DriverUnload = Unload;
    return PsSetCreateProcessNotifyRoutine(OnProcess, FALSE);
}
