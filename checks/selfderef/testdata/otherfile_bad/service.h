#pragma once
#include <ntddk.h>

typedef struct _SERVICE {
    PDEVICE_OBJECT DeviceObject;
    PETHREAD Thread;
    KEVENT Stop;
} SERVICE, *PSERVICE;

NTSTATUS ServiceStart(PSERVICE Service, PDEVICE_OBJECT DeviceObject);
VOID ServiceStop(PSERVICE Service);
VOID ServiceRelease(PSERVICE Service);
