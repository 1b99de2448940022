// Who hands functions to the system where no page of the function type says so: handlers of a transport's events, of NDIS 5, of a class driver,
// an APC's kernel routine, and what a DMA adapter runs.
#include <ntddk.h>
#include <ndis.h>
#include <tdikrnl.h>
#include <kbdmou.h>

static KEVENT Room;
static KSPIN_LOCK Guard;
static HANDLE Log;

typedef struct _CARD {
    PDMA_ADAPTER Adapter;
    PVOID Buffer;
    PHYSICAL_ADDRESS Address;
} CARD, *PCARD;

static NTSTATUS OnReceive(PVOID Context, CONNECTION_CONTEXT Connection, ULONG Flags, ULONG Given, ULONG Available, ULONG *Taken, PVOID Data, PIRP *Irp)
{
    KeWaitForSingleObject(&Room, Executive, KernelMode, FALSE, NULL); // want "may be called at DISPATCH_LEVEL, for the system calls `OnReceive`"
    *Taken = Given;
    return STATUS_SUCCESS;
}

static NTSTATUS OnConnect(PVOID Context)
{
    ZwClose(Log); // want "may be called at DISPATCH_LEVEL, for the system calls `OnConnect`"
    return STATUS_SUCCESS;
}

static NTSTATUS OnDisconnectOk(PVOID Context)
{
    if (KeGetCurrentIrql() == PASSIVE_LEVEL) {
        ZwClose(Log);
    }
    return STATUS_SUCCESS;
}

static struct {
    LONG Type;
    PVOID Handler;
} Handlers[] = { { 0, OnConnect }, { 1, OnDisconnectOk } };

VOID Listen(PIRP Irp, PDEVICE_OBJECT Device, PFILE_OBJECT Address)
{
    TdiBuildSetEventHandler(Irp, Device, Address, NULL, NULL, TDI_EVENT_RECEIVE, OnReceive, NULL);
}

VOID FilterEvent(PTDI_REQUEST_KERNEL_SET_EVENT Request)
{
    for (ULONG i = 0; i < 2; i++) {
        if (Handlers[i].Type == Request->EventType) {
            Request->EventHandler = Handlers[i].Handler;
        }
    }
}

static NDIS_STATUS OnReceivePacket(NDIS_HANDLE Binding, NDIS_HANDLE Context, PVOID Header, UINT HeaderSize, PVOID Ahead, UINT AheadSize, UINT Size)
{
    KeWaitForSingleObject(&Room, Executive, KernelMode, FALSE, NULL); // want "`KeWaitForSingleObject` is called at DISPATCH_LEVEL"
    return NDIS_STATUS_SUCCESS;
}

static VOID OnStatus(NDIS_HANDLE Binding, NDIS_STATUS Status, PVOID Buffer, UINT Size)
{
    ZwClose(Log); // want "may be called at DISPATCH_LEVEL, for the system calls `OnStatus`"
}

static VOID OnBindOk(PNDIS_STATUS Status, NDIS_HANDLE Bind, PNDIS_STRING Name, PVOID One, PVOID Two)
{
    ZwClose(Log);
}

VOID Register(VOID)
{
    NDIS_PROTOCOL_CHARACTERISTICS protocol;
    RtlZeroMemory(&protocol, sizeof(protocol));
    protocol.ReceiveHandler = OnReceivePacket;
    protocol.StatusHandler = OnStatus;
    protocol.BindAdapterHandler = OnBindOk;
}

static VOID OnKeys(PDEVICE_OBJECT Device, PKEYBOARD_INPUT_DATA First, PKEYBOARD_INPUT_DATA Last, PULONG Taken)
{
    PVOID copy = ExAllocatePoolWithTag(PagedPool, (PUCHAR)Last - (PUCHAR)First, 'syeK'); // want "`ExAllocatePoolWithTag` is called at DISPATCH_LEVEL"
    UNREFERENCED_PARAMETER(copy);
}

VOID Connect(PCONNECT_DATA Data)
{
    Data->ClassService = OnKeys;
}

static VOID OnApc(PKAPC Apc, PKNORMAL_ROUTINE *Routine, PVOID *Context, PVOID *One, PVOID *Two)
{
    ZwClose(Log); // want "`ZwClose` is called at APC_LEVEL"
}

/* The kernel takes a thread that ends down to PASSIVE_LEVEL itself. */
static VOID OnKillOk(PKAPC Apc, PKNORMAL_ROUTINE *Routine, PVOID *Context, PVOID *One, PVOID *Two)
{
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID Queue(PKAPC Apc, PKAPC Kill, PKTHREAD Thread)
{
    KeInitializeApc(Apc, Thread, OriginalApcEnvironment, OnApc, NULL, NULL, KernelMode, NULL);
    KeInitializeApc(Kill, Thread, OriginalApcEnvironment, OnKillOk, NULL, NULL, KernelMode, NULL);
}

static VOID OnList(PDEVICE_OBJECT Device, PIRP Irp, PSCATTER_GATHER_LIST List, PVOID Context)
{
    KeWaitForSingleObject(&Room, Executive, KernelMode, FALSE, NULL); // want "`KeWaitForSingleObject` is called at DISPATCH_LEVEL"
}

VOID TransferOk(PCARD Card, PDEVICE_OBJECT Device, PMDL Mdl)
{
    KIRQL irql;
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    Card->Adapter->DmaOperations->GetScatterGatherList(Card->Adapter, Device, Mdl, MmGetMdlVirtualAddress(Mdl), 4096, OnList, Card, TRUE);
    KeLowerIrql(irql);
}

VOID GiveUpBad(PCARD Card)
{
    KIRQL irql;
    KeAcquireSpinLock(&Guard, &irql);
    Card->Adapter->DmaOperations->FreeCommonBuffer(Card->Adapter, 4096, Card->Address, Card->Buffer, TRUE); // want "`DMA_OPERATIONS::FreeCommonBuffer` is called at DISPATCH_LEVEL"
    KeReleaseSpinLock(&Guard, irql);
}
