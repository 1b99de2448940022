// Lock, unlock and the blocking call are all in another file.
#include "store.h"

NTSTATUS FlushBad(PSTORE store)
{
    NTSTATUS status;

    StoreLock(store);
    status = StoreWrite(store); // want "ZwWriteFile.*[sS]tore->Mutex"
    store->Used = 0;
    StoreUnlock(store);
    return status;
}

NTSTATUS FlushAfterOk(PSTORE store)
{
    NTSTATUS status;

    StoreLock(store);
    status = StoreCheck(store);
    StoreUnlock(store);
    if (NT_SUCCESS(status)) {
        status = StoreWrite(store);
    }
    return status;
}

BOOLEAN PollOk(PSTORE store, PKEVENT Event)
{
    LARGE_INTEGER zero;
    BOOLEAN busy;

    zero.QuadPart = 0;
    StoreLock(store);
    busy = StoreIsBusy(Event, &zero);
    StoreUnlock(store);
    return busy;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    return STATUS_SUCCESS;
}
