// Global mutexes, taken and released in another file.
#include "locks.h"

static ULONG Entries;

VOID AddBad(VOID)
{
    EnterList();
    Entries++;
    EnterStat();
    LeaveList(); // want "ListMutex.*StatMutex"
    LeaveStat();
}

VOID DirectBad(VOID)
{
    EnterList();
    ExAcquireFastMutex(&StatMutex);
    LeaveList(); // want "ListMutex.*StatMutex"
    ExReleaseFastMutex(&StatMutex);
}

VOID RemoveOk(VOID)
{
    EnterList();
    Entries--;
    EnterStat();
    LeaveStat();
    LeaveList();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeFastMutex(&ListMutex);
    ExInitializeFastMutex(&StatMutex);
    return STATUS_SUCCESS;
}
