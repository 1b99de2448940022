#include "service.h"

VOID ServiceThread(PVOID Context);

NTSTATUS ServiceStart(PSERVICE Service, PDEVICE_OBJECT DeviceObject)
{
    HANDLE handle;
    NTSTATUS status;

    KeInitializeEvent(&Service->Stop, NotificationEvent, FALSE);
    Service->DeviceObject = DeviceObject;
    ObReferenceObject(DeviceObject);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ServiceThread, Service);
    if (!NT_SUCCESS(status)) {
        ServiceRelease(Service);
        return status;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Service->Thread, NULL);
    ZwClose(handle);
    return STATUS_SUCCESS;
}

VOID ServiceStop(PSERVICE Service)
{
    KeSetEvent(&Service->Stop, IO_NO_INCREMENT, FALSE);
    ObDereferenceObject(Service->Thread);
}

VOID ServiceRelease(PSERVICE Service)
{
    ObDereferenceObject(Service->DeviceObject);
}
