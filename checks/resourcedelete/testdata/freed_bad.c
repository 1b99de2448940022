// In a structure that is freed, with the lock initialized by a helper and hidden behind macros.
#include <wdm.h>

#define LOCK_INIT(l) ExInitializeResource(l)
#define RELEASE(p)   { if (p) { ExFreePoolWithTag(p, 'txtC'); (p) = NULL; } }

typedef struct _FILE_CONTEXT {
    LIST_ENTRY Link;
    struct {
        ERESOURCE Main;
        ERESOURCE Paging;
    } Locks;
    ULONG Flags;
} FILE_CONTEXT, *PFILE_CONTEXT;

static DRIVER_DISPATCH Create, Close;
static DRIVER_UNLOAD Unload;

static PFILE_CONTEXT Allocate(void)
{
    PFILE_CONTEXT context = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(FILE_CONTEXT), 'txtC');

    if (context != NULL) {
        RtlZeroMemory(context, sizeof(*context));
        LOCK_INIT(&context->Locks.Main); // want "nothing in the driver deletes the resource `context->Locks.Main`"
        LOCK_INIT(&context->Locks.Paging);
    }
    return context;
}

static NTSTATUS Create(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    IoGetCurrentIrpStackLocation(Irp)->FileObject->FsContext = Allocate();
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static NTSTATUS Close(PDEVICE_OBJECT Device, PIRP Irp)
{
    PFILE_CONTEXT context = IoGetCurrentIrpStackLocation(Irp)->FileObject->FsContext;

    UNREFERENCED_PARAMETER(Device);
    if (context != NULL) {
        ExDeleteResource(&context->Locks.Paging);
    }
    RELEASE(context);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static void Unload(PDRIVER_OBJECT Driver)
{
    IoDeleteDevice(Driver->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);

    Driver->MajorFunction[IRP_MJ_CREATE] = Create;
    Driver->MajorFunction[IRP_MJ_CLOSE] = Close;
    Driver->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
