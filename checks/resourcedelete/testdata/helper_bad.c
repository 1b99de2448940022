// A helper initializes what its callers keep in globals: by a pointer to the lock, or to the structure that holds it.
#include <ntddk.h>

typedef struct _STATE {
    ULONG Count;
    ERESOURCE Lock;
} STATE, *PSTATE;

typedef struct _TABLE {
    STATE State;
    NPAGED_LOOKASIDE_LIST Entries;
} TABLE;

static STATE Global;
static TABLE Table;
static ERESOURCE Left, Deleted;

static VOID InitState(PSTATE State)
{
    ExInitializeResourceLite(&State->Lock);
    State->Count = 0;
}

static VOID InitEntries(PNPAGED_LOOKASIDE_LIST List)
{
    ExInitializeNPagedLookasideList(List, NULL, NULL, 0, sizeof(STATE), 'ltbT', 0);
}

static NTSTATUS InitLock(PERESOURCE Lock)
{
    return ExInitializeResourceLite(Lock);
}

static NTSTATUS InitOnce(PERESOURCE Lock)
{
    return InitLock(Lock);
}

static VOID UninitLock(PERESOURCE Lock)
{
    ExDeleteResourceLite(Lock);
}

VOID UnloadBad(PDRIVER_OBJECT DriverObject) // want "`UnloadBad` can finish with the resource `Global.Lock`" "`UnloadBad` can finish with the resource `Left`" "`UnloadBad` can finish with the lookaside list `Table.Entries`"
{
    UNREFERENCED_PARAMETER(DriverObject);
    UninitLock(&Deleted);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    InitState(&Global);
    InitEntries(&Table.Entries);
    InitOnce(&Left);
    InitLock(&Deleted);
    DriverObject->DriverUnload = UnloadBad;
    return STATUS_SUCCESS;
}
