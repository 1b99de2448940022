// The thread drops the reference, but ServiceStop in service.c waits for it.
#include "service.h"

VOID ServiceThread(PVOID Context)
{
    PSERVICE service = Context;

    KeWaitForSingleObject(&service->Stop, Executive, KernelMode, FALSE, NULL);
    ServiceRelease(service);
    PsTerminateSystemThread(STATUS_SUCCESS);
}
