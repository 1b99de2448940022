#pragma once
#include <ntddk.h>

typedef struct _STORE {
    FAST_MUTEX Mutex;
    HANDLE File;
    ULONG Used;
    UCHAR Data[256];
} STORE, *PSTORE;

VOID StoreLock(PSTORE Store);
VOID StoreUnlock(PSTORE Store);
NTSTATUS StoreWrite(PSTORE Store);
NTSTATUS StoreCheck(PSTORE Store);
BOOLEAN StoreIsBusy(PKEVENT Event, PLARGE_INTEGER Timeout);
