// At which level the system calls a function, by what it is registered as: the type of the parameter or
// of the member that it is handed to, the request that it serves, and what it asserts itself.
#include <ntddk.h>
#include <wdf.h>

typedef struct _BOARD {
    KSPIN_LOCK Lock;
    KEVENT Done;
    KDPC Dpc;
    KDPC Threaded;
    HANDLE Log;
    ULONG Count;
} BOARD, *PBOARD;

static BOARD Board;
static PKINTERRUPT Line;

/* Only what it is handed to says that it is an interrupt service routine. */
static BOOLEAN OnLine(PKINTERRUPT Interrupt, PVOID Context)
{
    UNREFERENCED_PARAMETER(Interrupt);
    UNREFERENCED_PARAMETER(Context);
    KeSetEvent(&Board.Done, IO_NO_INCREMENT, FALSE); // want "KeSetEvent` is called at DIRQL"
    return TRUE;
}

static BOOLEAN OnMessage(PKINTERRUPT Interrupt, PVOID Context)
{
    UNREFERENCED_PARAMETER(Interrupt);
    UNREFERENCED_PARAMETER(Context);
    KeInsertQueueDpc(&Board.Dpc, NULL, NULL); // any level will do
    KeSetEvent(&Board.Done, IO_NO_INCREMENT, FALSE); // want "KeSetEvent` is called at DIRQL"
    return TRUE;
}

static BOOLEAN UnderTheLine(PVOID Context)
{
    PBOARD board = Context;

    ZwClose(board->Log); // want "ZwClose` is called at DIRQL"
    return TRUE;
}

static NTSTATUS Connect(PDEVICE_OBJECT Device)
{
    IO_CONNECT_INTERRUPT_PARAMETERS parameters;

    RtlZeroMemory(&parameters, sizeof(parameters));
    parameters.Version = CONNECT_LINE_BASED;
    parameters.LineBased.PhysicalDeviceObject = Device;
    parameters.LineBased.ServiceRoutine = OnMessage;
    parameters.LineBased.InterruptObject = &Line;
    return IoConnectInterruptEx(&parameters);
}

/* A routine that asserts how low the level is can't be at that of a DPC. */
static VOID CountAtDispatchLevel(PBOARD Target)
{
    KeAcquireSpinLockAtDpcLevel(&Target->Lock); // found where the level is known
    Target->Count++;
    KeReleaseSpinLockFromDpcLevel(&Target->Lock);
}

VOID BadAssertsAndCounts(PBOARD Target)
{
    PAGED_CODE();
    KeAcquireSpinLockAtDpcLevel(&Target->Lock); // want "KeAcquireSpinLockAtDpcLevel` is called at APC_LEVEL.*DISPATCH_LEVEL at least"
    Target->Count++;
    KeReleaseSpinLockFromDpcLevel(&Target->Lock);
}

/* What a routine asserts holds of those who call it as well: it is they who are wrong. */
static BOOLEAN Loaded(VOID)
{
    PAGED_CODE();
    return Board.Count > 0;
}

static VOID Tick(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);
    if (Loaded()) // want "PAGED_CODE` is called at DISPATCH_LEVEL"
        Board.Count--;
}

VOID OkAssertsAndRaises(PBOARD Target)
{
    KIRQL before;

    PAGED_CODE();
    KeRaiseIrql(DISPATCH_LEVEL, &before);
    CountAtDispatchLevel(Target);
    KeLowerIrql(before);
}

/* What is asserted on one way says nothing of the others. */
VOID OkAssertsOnOneWay(PBOARD Target, BOOLEAN MayWait)
{
    if (MayWait) {
        PAGED_CODE();
        KeWaitForSingleObject(&Target->Done, Executive, KernelMode, FALSE, NULL);
    }
    CountAtDispatchLevel(Target);
}

/* A request to open a file comes at PASSIVE_LEVEL, one for I/O control perhaps from a DPC. */
static NTSTATUS Create(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    CountAtDispatchLevel(&Board); // want "KeAcquireSpinLockAtDpcLevel` is called at PASSIVE_LEVEL"
    return STATUS_SUCCESS;
}

static NTSTATUS Control(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    CountAtDispatchLevel(&Board);
    return STATUS_SUCCESS;
}

static DRIVER_DISPATCH_PAGED ControlPaged;

static NTSTATUS ControlPaged(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    CountAtDispatchLevel(&Board); // want "KeAcquireSpinLockAtDpcLevel` is called at APC_LEVEL"
    return STATUS_SUCCESS;
}

/* The locks for threaded DPCs raise the level where the DPC is one. */
static VOID Late(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second)
{
    KIRQL before;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);
    before = KeAcquireSpinLockForDpc(&Board.Lock);
    Board.Count++;
    KeReleaseSpinLockForDpc(&Board.Lock, before);
}

static VOID CountLikeADpc(VOID)
{
    KLOCK_QUEUE_HANDLE handle;

    KeAcquireInStackQueuedSpinLockForDpc(&Board.Lock, &handle); // found where the level is known
    Board.Count++;
    KeReleaseInStackQueuedSpinLockForDpc(&handle);
}

/* An interrupt of the framework is one of the device, unless its configuration says otherwise. */
static BOOLEAN OnFrameworkInterrupt(WDFINTERRUPT Interrupt, ULONG Message)
{
    UNREFERENCED_PARAMETER(Interrupt);
    UNREFERENCED_PARAMETER(Message);
    WdfInterruptGetInfo(Interrupt, NULL);
    ZwClose(Board.Log); // want "ZwClose` is called at DIRQL"
    return TRUE;
}

static NTSTATUS AddInterrupt(WDFDEVICE Device, WDFINTERRUPT *Interrupt)
{
    WDF_INTERRUPT_CONFIG config;

    WDF_INTERRUPT_CONFIG_INIT(&config, OnFrameworkInterrupt, NULL);
    return WdfInterruptCreate(Device, &config, WDF_NO_OBJECT_ATTRIBUTES, Interrupt);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    KeInitializeSpinLock(&Board.Lock);
    KeInitializeDpc(&Board.Dpc, Tick, NULL);
    KeInitializeThreadedDpc(&Board.Threaded, Late, NULL);
    Driver->MajorFunction[IRP_MJ_CREATE] = Create;
    Driver->MajorFunction[IRP_MJ_INTERNAL_DEVICE_CONTROL] = Control;
    Driver->MajorFunction[IRP_MJ_INTERNAL_DEVICE_CONTROL] = ControlPaged;
    CountLikeADpc(); // want "KeAcquireInStackQueuedSpinLockForDpc` is called at PASSIVE_LEVEL"
    KeSynchronizeExecution(Line, UnderTheLine, &Board);
    AddInterrupt(NULL, NULL);
    return NT_SUCCESS(IoConnectInterrupt(&Line, OnLine, NULL, NULL, 5, 7, 7, Latched, FALSE, 1, FALSE)) ? Connect(NULL) : STATUS_SUCCESS;
}

static LONG Stopped;

// What all processors run at once runs at IPI_LEVEL, which an annotation may ask for.
_IRQL_requires_(IPI_LEVEL)
static VOID StartHere(PCONTEXT Context)
{
    RtlCaptureContext(Context);
}

_IRQL_requires_max_(SYNCH_LEVEL)
static VOID StopHere(VOID)
{
    Stopped++;
}

static ULONG_PTR StartProcessor(ULONG_PTR Argument)
{
    StartHere((PCONTEXT)Argument);
    StopHere(); // want "`StopHere` is called at IPI_LEVEL: it may be called at DIRQL at most"
    return 0;
}

VOID StartProcessors(PCONTEXT Context)
{
    KeIpiGenericCall(StartProcessor, (ULONG_PTR)Context);
}

// The system cancels a request of a device: without one the driver's own code calls this, which holds no cancel spin lock.
static VOID NextRequest(PLIST_ENTRY Queue)
{
    PAGED_CODE();
    RemoveHeadList(Queue);
}

static LIST_ENTRY Requests;

VOID CancelRequestOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    if (Device) {
        IoReleaseCancelSpinLock(Irp->CancelIrql);
    }
    if (!IsListEmpty(&Requests)) {
        NextRequest(&Requests);
    }
    Irp->IoStatus.Status = STATUS_CANCELLED;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
}

VOID CancelRequestBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    if (Device == NULL) {
        IoReleaseCancelSpinLock(Irp->CancelIrql);
    }
    NextRequest(&Requests); // want "`PAGED_CODE` is called at DISPATCH_LEVEL"
    Irp->IoStatus.Status = STATUS_CANCELLED;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
}

// The code is paged, but locked while this runs: the macro checks nothing.
VOID LockedInMemoryOk(PKSPIN_LOCK Lock)
{
    KIRQL irql;

    KeAcquireSpinLock(Lock, &irql);
    PAGED_CODE_LOCKED();
    KeReleaseSpinLock(Lock, irql);
}

VOID QueueRequests(PIRP First, PIRP Second)
{
    IoSetCancelRoutine(First, CancelRequestOk);
    IoSetCancelRoutine(Second, CancelRequestBad);
    CancelRequestOk(NULL, First);
}

const PVOID Called[] = { BadAssertsAndCounts, OkAssertsAndRaises, OkAssertsOnOneWay, StartProcessors, LockedInMemoryOk, QueueRequests };
