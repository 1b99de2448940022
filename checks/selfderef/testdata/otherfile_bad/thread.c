// The thread runs here, the reference is dropped in service.c.
#include "service.h"

VOID ServiceThread(PVOID Context)
{
    PSERVICE service = Context;

    KeWaitForSingleObject(&service->Stop, Executive, KernelMode, FALSE, NULL);
    ServiceRelease(service); // want "DeviceObject"
    PsTerminateSystemThread(STATUS_SUCCESS);
}
