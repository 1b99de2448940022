// FN_FreedWithTimer: the timer is cancelled when the driver is unloaded, but the memory that it lies in is
// given back before. Whether an object is still in use when its memory is freed is not followed.
#include <ntddk.h>

typedef struct _ITEM {
    KTIMER Timer;
    KDPC Dpc;
} ITEM, *PITEM;

static PITEM Item;

static VOID OnTimer(PKDPC D, PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p %p", D, Context, First, Second); }

static VOID FN_FreedWithTimer(VOID)
{
    ExFreePool(Item);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    FN_FreedWithTimer();
    KeCancelTimer(&Item->Timer);
    KeFlushQueuedDpcs();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(RegistryPath);

    due.QuadPart = -1;
    Item = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(ITEM), 'meti');
    if (Item == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    KeInitializeDpc(&Item->Dpc, OnTimer, NULL);
    KeSetTimerEx(&Item->Timer, due, 10, &Item->Dpc);
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
