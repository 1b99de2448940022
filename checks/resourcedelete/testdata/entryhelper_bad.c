// What a helper of the entry point initializes by the name of the global is left when the entry point fails.
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static NPAGED_LOOKASIDE_LIST Nodes;
static ERESOURCE Lock, Maybe;
static PVOID Ring;

static NTSTATUS InitTable(void)
{
    ExInitializeNPagedLookasideList(&Nodes, NULL, NULL, 0, 64, 'tseT', 0);
    return STATUS_SUCCESS;
}

static void InitLocks(BOOLEAN both)
{
    ExInitializeResourceLite(&Lock);
    if (both) {
        ExInitializeResourceLite(&Maybe);
    }
}

static void FreeLocks(void)
{
    ExDeleteResourceLite(&Lock);
    ExDeleteResourceLite(&Maybe);
}

static NTSTATUS InitRing(void)
{
    Ring = ExAllocatePoolWithTag(NonPagedPool, 4096, 'tseT');
    return Ring != NULL ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

VOID Unload(PDRIVER_OBJECT driver)
{
    UNREFERENCED_PARAMETER(driver);
    ExFreePoolWithTag(Ring, 'tseT');
    ExDeleteNPagedLookasideList(&Nodes);
    FreeLocks();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(path);
    driver->DriverUnload = Unload;
    InitLocks(driver->Flags != 0);
    status = InitTable();
    if (!NT_SUCCESS(status)) {
        FreeLocks();
        return status;
    }
    status = InitRing();
    if (!NT_SUCCESS(status)) {
        FreeLocks();
        return status; // want "`DriverEntry` fails with the lookaside list `Nodes`"
    }
    return STATUS_SUCCESS;
}
