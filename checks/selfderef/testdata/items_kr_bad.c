/* What selfderef flags, in the old style: globals, gotos, no annotations. */
#include <ntddk.h>

PDRIVER_OBJECT gDriver;
PDEVICE_OBJECT gDevice;
PETHREAD gThread;
WORK_QUEUE_ITEM gItem;
KEVENT gStop;

/* Flags: a system thread drops the reference to the driver object. */
void driver_thread(void *ctx)
{
    KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(gDriver); // want "system thread `driver_thread`.*driver object"
}

/* Flags: the same on a device object, behind a label that every way leads to. */
void device_thread(void *ctx)
{
    if (KeReadStateEvent(&gStop))
        goto out;
    KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL);
out:
    ObfDereferenceObject(gDevice); // want "system thread `device_thread`.*device object"
}

/* Flags: a work item of ExQueueWorkItem. */
void work(void *ctx)
{
    ObDereferenceObject(gDevice); // want "work item `work`.*device object"
}

/* Flags (warning): its own thread object, that teardown still uses. */
void own_thread(void *ctx)
{
    KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(gThread); // want "own thread object `gThread`"
}

void Unload(PDRIVER_OBJECT drv)
{
    KeSetEvent(&gStop, 0, FALSE);
    KeWaitForSingleObject(gThread, Executive, KernelMode, FALSE, NULL);
    IoDeleteDevice(gDevice);
}

NTSTATUS Open(PDEVICE_OBJECT dev, PIRP irp)
{
    ObReferenceObject(gDevice);
    ExInitializeWorkItem(&gItem, work, NULL);
    ExQueueWorkItem(&gItem, DelayedWorkQueue);
    IoCompleteRequest(irp, 0);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT drv, PUNICODE_STRING reg)
{
    HANDLE h1, h2, h3;

    gDriver = drv;
    drv->DriverUnload = Unload;
    drv->MajorFunction[IRP_MJ_CREATE] = Open;
    KeInitializeEvent(&gStop, NotificationEvent, FALSE);
    ObReferenceObject(drv);
    ObReferenceObject(gDevice);
    PsCreateSystemThread(&h1, 0, NULL, NULL, NULL, driver_thread, NULL);
    PsCreateSystemThread(&h2, 0, NULL, NULL, NULL, device_thread, NULL);
    if (PsCreateSystemThread(&h3, 0, NULL, NULL, NULL, own_thread, NULL) >= 0)
        ObReferenceObjectByHandle(h3, 0, NULL, KernelMode, (PVOID *)&gThread, NULL);
    return STATUS_SUCCESS;
}
