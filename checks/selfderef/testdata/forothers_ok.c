// A driver that stands in for routines of the system: the device is that of whoever calls, and keeps that driver loaded.
#include <ntddk.h>

typedef struct _ITEM {
    WORK_QUEUE_ITEM Work;
    PDEVICE_OBJECT DeviceObject;
    PIO_WORKITEM_ROUTINE Routine;
    PVOID Context;
} ITEM, *PITEM;

static VOID Wrapper(PVOID Parameter)
{
    PITEM item = Parameter;

    item->Routine(item->DeviceObject, item->Context);
    ObDereferenceObject(item->DeviceObject);
}

static PITEM AllocateItem(PDEVICE_OBJECT DeviceObject)
{
    PITEM item = ExAllocatePoolWithTag(NonPagedPool, sizeof(ITEM), 'metI');

    if (item) {
        item->DeviceObject = DeviceObject;
    }
    return item;
}

static VOID Queue(PITEM Item, PIO_WORKITEM_ROUTINE Routine, PVOID Context)
{
    ExInitializeWorkItem(&Item->Work, Wrapper, Item);
    Item->Routine = Routine;
    Item->Context = Context;
    ObReferenceObject(Item->DeviceObject);
    ExQueueWorkItem(&Item->Work, DelayedWorkQueue);
}

static VOID QueueItem(PITEM Item, PIO_WORKITEM_ROUTINE Routine, PVOID Context)
{
    Queue(Item, Routine, Context);
}

typedef VOID (*PANY)(VOID);

PANY Routines[] = { (PANY)AllocateItem, (PANY)QueueItem };

static VOID Unload(PDRIVER_OBJECT Driver)
{
    UNREFERENCED_PARAMETER(Driver);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    Driver->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
