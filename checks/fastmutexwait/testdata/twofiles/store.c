#include "store.h"

VOID StoreLock(PSTORE Store)
{
    ExAcquireFastMutex(&Store->Mutex);
}

VOID StoreUnlock(PSTORE Store)
{
    ExReleaseFastMutex(&Store->Mutex);
}

NTSTATUS StoreWrite(PSTORE Store)
{
    IO_STATUS_BLOCK iosb;

    return ZwWriteFile(Store->File, NULL, NULL, NULL, &iosb, Store->Data, Store->Used, NULL, NULL);
}

NTSTATUS StoreCheck(PSTORE Store)
{
    return Store->Used <= sizeof(Store->Data) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

BOOLEAN StoreIsBusy(PKEVENT Event, PLARGE_INTEGER Timeout)
{
    return (BOOLEAN)(KeWaitForSingleObject(Event, Executive, KernelMode, FALSE, Timeout) == STATUS_TIMEOUT);
}
