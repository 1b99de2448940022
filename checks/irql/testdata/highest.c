// What the system calls at PASSIVE_LEVEL up to DISPATCH_LEVEL is called at both: the end of an IRP that reads, writes or comes from another
// driver, and what handles packets.
#include <ntddk.h>
#include <ndis.h>

typedef struct _TAP {
    PDEVICE_OBJECT Below;
    FAST_MUTEX Mutex;
    KGUARDED_MUTEX Guarded;
    KEVENT Room;
    NDIS_SPIN_LOCK Lock;
    HANDLE Log;
    ULONG Keys;
} TAP, *PTAP;

static TAP Tap;

static VOID Note(ULONG Count)
{
    ExAcquireFastMutex(&Tap.Mutex);
    Tap.Keys += Count;
    ExReleaseFastMutex(&Tap.Mutex);
}

static NTSTATUS OnReadDone(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Context);
    if (Irp->PendingReturned) {
        IoMarkIrpPending(Irp);
    }
    KeWaitForSingleObject(&Tap.Room, Executive, KernelMode, FALSE, NULL); // want "`KeWaitForSingleObject` may be called at DISPATCH_LEVEL, for the system calls `OnReadDone`"
    Note(1); // want "`ExAcquireFastMutex` may be called at DISPATCH_LEVEL"
    KeEnterCriticalRegion(); // counts only
    KeLeaveCriticalRegion();
    return STATUS_SUCCESS;
}

/* What waits for a lock is told, though it turns APCs off; one that tries is not. */
static NTSTATUS OnControlDone(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    UNREFERENCED_PARAMETER(Context);
    KeAcquireGuardedMutex(&Tap.Guarded); // want "`KeAcquireGuardedMutex` may be called at DISPATCH_LEVEL"
    KeReleaseGuardedMutex(&Tap.Guarded);
    return STATUS_SUCCESS;
}

static NTSTATUS OnControl(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, OnControlDone, NULL, TRUE, TRUE, TRUE);
    return IoCallDriver(Tap.Below, Irp);
}

/* What it finds out of the level decides. */
static NTSTATUS OnWriteDone(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    LARGE_INTEGER none;

    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    UNREFERENCED_PARAMETER(Context);
    none.QuadPart = 0;
    KeWaitForSingleObject(&Tap.Room, Executive, KernelMode, FALSE, &none);
    if (KeGetCurrentIrql() == PASSIVE_LEVEL) {
        Note(1);
    }
    KeSetEvent(&Tap.Room, IO_NO_INCREMENT, FALSE);
    return STATUS_SUCCESS;
}

/* IRP_MJ_PNP ends in the thread that sent it. */
static NTSTATUS OnStarted(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    UNREFERENCED_PARAMETER(Context);
    Note(0);
    return STATUS_SUCCESS;
}

static NTSTATUS PassOn(PIRP Irp, PIO_COMPLETION_ROUTINE Done)
{
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, Done, NULL, TRUE, TRUE, TRUE);
    return IoCallDriver(Tap.Below, Irp);
}

static NTSTATUS OnRead(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, OnReadDone, NULL, TRUE, TRUE, TRUE);
    return IoCallDriver(Tap.Below, Irp);
}

static NTSTATUS OnWrite(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, OnWriteDone, NULL, TRUE, TRUE, TRUE);
    return IoCallDriver(Tap.Below, Irp);
}

static NTSTATUS OnPnp(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, OnStarted, NULL, TRUE, TRUE, TRUE);
    return IoCallDriver(Tap.Below, Irp);
}

/* Which request it is that ends nobody can tell. */
static NTSTATUS OnAnyDone(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    UNREFERENCED_PARAMETER(Context);
    Note(0);
    return STATUS_SUCCESS;
}

static NTSTATUS OnAny(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    return PassOn(Irp, OnAnyDone);
}

/* The handlers of a filter of NDIS, which no declaration tells of. */
static VOID Receive(NDIS_HANDLE Module, PNET_BUFFER_LIST Lists, NDIS_PORT_NUMBER Port, ULONG Count, ULONG Flags)
{
    UNREFERENCED_PARAMETER(Port);
    UNREFERENCED_PARAMETER(Flags);
    ZwClose(Tap.Log); // want "`ZwClose` may be called at DISPATCH_LEVEL, for the system calls `Receive` as a callback of type `FILTER_RECEIVE_NET_BUFFER_LISTS` at that level, too: it is for PASSIVE_LEVEL at most"
    NdisFReturnNetBufferLists(Module, Lists, Count);
}

static VOID Return(NDIS_HANDLE Module, PNET_BUFFER_LIST Lists, ULONG Flags)
{
    NdisAcquireSpinLock(&Tap.Lock);
    Tap.Keys++;
    NdisDprReleaseSpinLock(&Tap.Lock);
    NdisFReturnNetBufferLists(Module, Lists, Flags);
} // want "`Return` returns to the system at DISPATCH_LEVEL"

static NDIS_STATUS Attach(NDIS_HANDLE Handle, NDIS_HANDLE Context, PNDIS_FILTER_ATTACH_PARAMETERS Parameters)
{
    UNREFERENCED_PARAMETER(Handle);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Parameters);
    Note(0);
    return NDIS_STATUS_SUCCESS;
}

static VOID SendDone(NDIS_HANDLE Module, PNET_BUFFER_LIST Lists, ULONG Flags);
#pragma alloc_text(PAGE, SendDone)

static VOID SendDone(NDIS_HANDLE Module, PNET_BUFFER_LIST Lists, ULONG Flags) // want "the system calls `SendDone` as a callback of type `FILTER_SEND_NET_BUFFER_LISTS_COMPLETE`, at DISPATCH_LEVEL, too, but it lies in a section that can be paged out"
{
    NdisFSendNetBufferListsComplete(Module, Lists, Flags);
}

static VOID Summarize(VOID);
#pragma alloc_text(PAGE, Summarize)

static VOID Summarize(VOID)
{
    Tap.Keys = 0;
}

static VOID Send(NDIS_HANDLE Module, PNET_BUFFER_LIST Lists, NDIS_PORT_NUMBER Port, ULONG Flags)
{
    Summarize(); // want "`Summarize` may be called at DISPATCH_LEVEL, for the system calls `Send`"
    NdisFSendNetBufferLists(Module, Lists, Port, Flags);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    NDIS_FILTER_DRIVER_CHARACTERISTICS filter;
    NDIS_HANDLE handle;

    UNREFERENCED_PARAMETER(Path);
    RtlZeroMemory(&filter, sizeof(filter));
    filter.AttachHandler = Attach;
    filter.ReceiveNetBufferListsHandler = Receive;
    filter.ReturnNetBufferListsHandler = Return;
    filter.SendNetBufferListsHandler = Send;
    filter.SendNetBufferListsCompleteHandler = SendDone;
    Driver->MajorFunction[IRP_MJ_READ] = OnRead;
    Driver->MajorFunction[IRP_MJ_WRITE] = OnWrite;
    Driver->MajorFunction[IRP_MJ_SCSI] = OnControl;
    Driver->MajorFunction[IRP_MJ_PNP] = OnPnp;
    Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = OnAny;
    Driver->MajorFunction[IRP_MJ_INTERNAL_DEVICE_CONTROL] = OnAny;
    return NdisFRegisterFilterDriver(Driver, NULL, &filter, &handle);
}
