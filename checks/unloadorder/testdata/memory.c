// Memory of all kinds that is given back too early.
#include <ntifs.h>

typedef struct _PARTS {
    PULONG Contiguous;
    PULONG Cached;
    PULONG NonCached;
    PULONG Heap;
    PULONG Entry;
    PMDL Mdl;
} PARTS;

static PARTS Parts;
static PVOID Heap;
static PNPAGED_LOOKASIDE_LIST Entries;

static VOID OnProcess(HANDLE Parent, HANDLE Id, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(Parent);
    UNREFERENCED_PARAMETER(Id);
    UNREFERENCED_PARAMETER(Create);

    Parts.Contiguous[0]++;
    Parts.Cached[0]++;
    Parts.NonCached[0]++;
    Parts.Heap[0]++;
    Parts.Entry[0]++;
    Parts.Mdl->ByteCount++;
}

static VOID Release(PULONG Memory)
{
    MmFreeNonCachedMemory(Memory, PAGE_SIZE);
}

VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    MmFreeContiguousMemory(Parts.Contiguous); // want "gives `Contiguous` back here"
    MmFreeContiguousMemorySpecifyCache(Parts.Cached, PAGE_SIZE, MmCached); // want "gives `Cached` back here"
    Release(Parts.NonCached); // want "gives `Parts.NonCached` back here"
    RtlFreeHeap(Heap, 0, Parts.Heap); // want "gives `Heap` back here"
    ExFreeToNPagedLookasideList(Entries, Parts.Entry); // want "gives `Entry` back here"
    IoFreeMdl(Parts.Mdl); // want "gives `Mdl` back here"
    PsSetCreateProcessNotifyRoutine(OnProcess, TRUE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = Unload;
    return PsSetCreateProcessNotifyRoutine(OnProcess, FALSE);
}
