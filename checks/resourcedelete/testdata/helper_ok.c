// A helper initializes and another deletes; one is handed something that can't be told, or forgets what it was handed.
#include <ntddk.h>

typedef struct _STATE {
    ULONG Count;
    ERESOURCE Lock;
} STATE, *PSTATE;

static STATE Global, Other;

static VOID InitState(PSTATE State)
{
    ExInitializeResourceLite(&State->Lock);
}

static VOID UninitState(PSTATE State)
{
    ExDeleteResourceLite(&State->Lock);
}

static VOID InitAnother(PSTATE State)
{
    State = ExAllocatePoolWithTag(NonPagedPool, sizeof(STATE), 'tatS');
    if (State != NULL) {
        ExInitializeResourceLite(&State->Lock);
    }
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UninitState(&Global);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    InitState(&Global);
    InitAnother(&Other);
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
