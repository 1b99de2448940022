// A driver that can't be unloaded; memory that stays; a function that nobody calls; one for a while only.
#include <ntddk.h>

typedef struct _POOL {
    ERESOURCE Lock;
} POOL, *PPOOL;

static ERESOURCE Lock, Brief;
static PPOOL Pool;

static VOID NeverCalled(PPOOL P) { ExInitializeResourceLite(&P->Lock); ExFreePool(P); }

static NTSTATUS Control(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    ExInitializeResourceLite(&Brief);
    ExDeleteResourceLite(&Brief);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeResourceLite(&Lock);
    Pool = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(POOL), 'looP');
    if (Pool != NULL) {
        ExInitializeResourceLite(&Pool->Lock);
    }
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    return STATUS_SUCCESS;
}
