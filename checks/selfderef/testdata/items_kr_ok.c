/* What selfderef must leave alone, in the old style: globals, gotos, no annotations. */
#include <ntddk.h>

PDRIVER_OBJECT gDriver;
PDEVICE_OBJECT gDevice;
PFILE_OBJECT gFile;
PKEVENT gNamed;
PETHREAD gThread;
KEVENT gStop;

/* Leave alone: teardown waits for that thread. */
void WaitedOk(void *ctx)
{
    KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(gDriver);
}

/* Leave alone: the reference is dropped by another context. */
void OtherContextOk(void *ctx)
{
    KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL);
}

NTSTATUS Close(PDEVICE_OBJECT dev, PIRP irp)
{
    ObDereferenceObject(gDriver);
    ObDereferenceObject(gDevice);
    IoCompleteRequest(irp, 0);
    return STATUS_SUCCESS;
}

/* Leave alone: objects that keep nothing loaded. */
void NothingLoadedOk(void *ctx)
{
    ObDereferenceObject(gFile);
    ObDereferenceObject(gNamed);
}

void Unload(PDRIVER_OBJECT drv)
{
    KeSetEvent(&gStop, 0, FALSE);
    KeWaitForSingleObject(gThread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(gThread);
    IoDeleteDevice(gDevice);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT drv, PUNICODE_STRING reg)
{
    HANDLE h1, h2, h3;

    gDriver = drv;
    drv->DriverUnload = Unload;
    drv->MajorFunction[IRP_MJ_CLOSE] = Close;
    KeInitializeEvent(&gStop, NotificationEvent, FALSE);
    ObReferenceObject(drv);
    PsCreateSystemThread(&h2, 0, NULL, NULL, NULL, OtherContextOk, NULL);
    PsCreateSystemThread(&h3, 0, NULL, NULL, NULL, NothingLoadedOk, NULL);
    if (PsCreateSystemThread(&h1, 0, NULL, NULL, NULL, WaitedOk, NULL) >= 0) {
        ObReferenceObjectByHandle(h1, 0, NULL, KernelMode, (PVOID *)&gThread, NULL);
        ZwClose(h1);
    }
    return STATUS_SUCCESS;
}
