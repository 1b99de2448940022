// A callback that is taken back last, in a helper.
#include <ntddk.h>

static ERESOURCE Lock;
static LIST_ENTRY Entries;
static PVOID Buffer;

static VOID Remember(HANDLE Process)
{
    ExAcquireResourceExclusiveLite(&Lock, TRUE);
    *(PHANDLE)Buffer = Process;
    ExReleaseResourceLite(&Lock);
}

static VOID OnProcess(HANDLE Parent, HANDLE Process, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(Parent);
    UNREFERENCED_PARAMETER(Create);

    Remember(Process);
}

static VOID FreeAll(VOID)
{
    ExFreePool(Buffer);
}

static VOID StopAll(VOID)
{
    PsSetCreateProcessNotifyRoutine(OnProcess, TRUE);
}

VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    FreeAll(); // want "`Unload` gives `Buffer` back here, while `OnProcess`, which uses it, may still run: that is stopped afterwards only"
    ExDeleteResourceLite(&Lock); // want "`Unload` deletes `Lock` here, while `OnProcess`, which uses it, may still run"
    StopAll();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeResourceLite(&Lock);
    InitializeListHead(&Entries);
    Buffer = ExAllocatePoolWithTag(PagedPool, 64, 'fuB1');
    DriverObject->DriverUnload = Unload;
    return PsSetCreateProcessNotifyRoutine(OnProcess, FALSE);
}
