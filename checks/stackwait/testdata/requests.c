// Requests whose event and status block lie on the stack.
#include <ntifs.h>

#define WAIT(e, t) KeWaitForSingleObject(&(e), Executive, KernelMode, FALSE, &(t))

typedef struct _CALL {
    KEVENT Done;
    NTSTATUS Status;
} CALL, *PCALL;

typedef struct _PENDING {
    PKEVENT Event;
} PENDING, *PPENDING;

IO_COMPLETION_ROUTINE OnComplete;
VOID Elsewhere(PVOID Pointer);
VOID WaitHere(PKEVENT Event);

static NTSTATUS Completed(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);

    KeSetEvent((PKEVENT)Context, IO_NO_INCREMENT, FALSE);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

NTSTATUS TimeoutBad(PDEVICE_OBJECT Target, PVOID Buffer)
{
    KEVENT event;
    IO_STATUS_BLOCK block;
    LARGE_INTEGER timeout;
    LARGE_INTEGER offset;
    PIRP irp;

    offset.QuadPart = 0;
    timeout.QuadPart = -10000000;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildSynchronousFsdRequest(IRP_MJ_READ, Target, Buffer, 512, &offset, &event, &block);
    if (irp == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    if (IoCallDriver(Target, irp) == STATUS_PENDING) {
        if (KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &timeout) == STATUS_TIMEOUT) { // want "`TimeoutBad` can return \(line [0-9]+\) after `KeWaitForSingleObject` may have given up, and the system still uses `event`"
            return STATUS_IO_TIMEOUT;
        }
    }
    return block.Status;
}

// STATUS_TIMEOUT is a success for NT_SUCCESS; and a request that is cancelled has not ended yet.
NTSTATUS CancelBad(PDEVICE_OBJECT Target)
{
    KEVENT event;
    IO_STATUS_BLOCK block;
    LARGE_INTEGER timeout;
    NTSTATUS status;
    PIRP irp;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(1, Target, NULL, 0, NULL, 0, FALSE, &event, &block);
    status = IoCallDriver(Target, irp);
    if (status == STATUS_PENDING) {
        status = WAIT(event, timeout); // want "`CancelBad` can return .* the system still uses `event`"
        if (status == STATUS_TIMEOUT) {
            IoCancelIrp(irp);
        }
    }
    return status;
}

// Macros of tdikrnl.h set the completion routine, and its context.
NTSTATUS ConnectBad(PDEVICE_OBJECT Transport, PFILE_OBJECT Connection, PVOID Peer)
{
    KEVENT event;
    LARGE_INTEGER timeout;
    NTSTATUS status;
    PIRP irp;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoAllocateIrp(Transport->StackSize, FALSE);
    TdiBuildConnect(irp, Transport, Connection, Completed, &event, NULL, Peer, NULL);
    status = IoCallDriver(Transport, irp);
    if (status == STATUS_PENDING) {
        if (WAIT(event, timeout) == STATUS_TIMEOUT) { // want "`ConnectBad` can return .* the system still uses `event`"
            status = STATUS_TIMEOUT;
            IoCancelIrp(irp);
        } else {
            status = irp->IoStatus.Status;
        }
    }
    IoFreeIrp(irp);
    return status;
}

NTSTATUS ConnectOk(PDEVICE_OBJECT Transport, PFILE_OBJECT Connection, PVOID Peer)
{
    KEVENT event;
    LARGE_INTEGER timeout;
    PIRP irp;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoAllocateIrp(Transport->StackSize, FALSE);
    TdiBuildConnect(irp, Transport, Connection, Completed, &event, NULL, Peer, NULL);
    if (IoCallDriver(Transport, irp) == STATUS_PENDING && WAIT(event, timeout) == STATUS_TIMEOUT) {
        IoCancelIrp(irp);
        KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
    }
    return irp->IoStatus.Status;
}

NTSTATUS AddressBad(PDEVICE_OBJECT Transport, PFILE_OBJECT Address)
{
    KEVENT event;
    IO_STATUS_BLOCK block;
    LARGE_INTEGER timeout;
    PIRP irp;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = TdiBuildInternalDeviceControlIrp(TDI_QUERY_INFORMATION, Transport, Address, &event, &block);
    if (IoCallDriver(Transport, irp) == STATUS_PENDING) {
        WAIT(event, timeout); // want "`AddressBad` can return .* the system still uses `event`"
    }
    return block.Status;
}

NTSTATUS UserBad(PDEVICE_OBJECT Target)
{
    KEVENT event;
    IO_STATUS_BLOCK block;
    PIRP irp;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(1, Target, NULL, 0, NULL, 0, FALSE, &event, &block);
    if (IoCallDriver(Target, irp) == STATUS_PENDING) {
        KeWaitForSingleObject(&event, UserRequest, UserMode, FALSE, NULL); // want "`UserBad` can return"
    }
    return block.Status;
}

NTSTATUS AlertableBad(PDEVICE_OBJECT Target, PIRP Irp)
{
    KEVENT event;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, Completed, &event, TRUE, TRUE, TRUE);
    if (IoCallDriver(Target, Irp) == STATUS_PENDING) {
        KeWaitForSingleObject(&event, Executive, KernelMode, TRUE, NULL); // want "`AlertableBad` can return .* the system still uses `event`"
    }
    return Irp->IoStatus.Status;
}

NTSTATUS FileBad(HANDLE File, HANDLE Event, PVOID Buffer)
{
    IO_STATUS_BLOCK block;
    LARGE_INTEGER timeout;
    HANDLE event = Event;
    NTSTATUS status;

    timeout.QuadPart = -10000000;
    status = ZwReadFile(File, event, NULL, NULL, &block, Buffer, 512, NULL, NULL);
    if (status == STATUS_PENDING) {
        status = ZwWaitForSingleObject(event, FALSE, &timeout); // want "the system still uses `block`"
    }
    return status;
}

NTSTATUS CancelledOk(PDEVICE_OBJECT Target)
{
    KEVENT event;
    IO_STATUS_BLOCK block;
    LARGE_INTEGER timeout;
    PIRP irp;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(1, Target, NULL, 0, NULL, 0, FALSE, &event, &block);
    if (IoCallDriver(Target, irp) == STATUS_PENDING && WAIT(event, timeout) == STATUS_TIMEOUT) {
        IoCancelIrp(irp);
        KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
    }
    return block.Status;
}

NTSTATUS LoopOk(PDEVICE_OBJECT Target)
{
    KEVENT event;
    IO_STATUS_BLOCK block;
    LARGE_INTEGER timeout;
    PIRP irp;
    ULONG rounds = 0;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(1, Target, NULL, 0, NULL, 0, FALSE, &event, &block);
    if (IoCallDriver(Target, irp) == STATUS_PENDING) {
        while (KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &timeout) != STATUS_SUCCESS) {
            rounds++;
        }
    }
    return rounds > 8 ? STATUS_IO_TIMEOUT : block.Status;
}

NTSTATUS ForeverOk(PDEVICE_OBJECT Target, PIRP Irp)
{
    CALL call;

    KeInitializeEvent(&call.Done, NotificationEvent, FALSE);
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, Completed, &call, TRUE, TRUE, TRUE);
    if (IoCallDriver(Target, Irp) == STATUS_PENDING) {
        KeWaitForSingleObject(&call.Done, Executive, KernelMode, FALSE, NULL);
    }
    return Irp->IoStatus.Status;
}

// In memory that stays.
NTSTATUS PoolOk(PDEVICE_OBJECT Target, PIRP Irp, PCALL Call)
{
    LARGE_INTEGER timeout;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&Call->Done, NotificationEvent, FALSE);
    IoSetCompletionRoutine(Irp, Completed, Call, TRUE, TRUE, TRUE);
    if (IoCallDriver(Target, Irp) == STATUS_PENDING) {
        return KeWaitForSingleObject(&Call->Done, Executive, KernelMode, FALSE, &timeout);
    }
    return STATUS_SUCCESS;
}

// Whoever sets it finds it in a list, from which it is taken; and a helper waits.
NTSTATUS ListedOk(PPENDING Pending)
{
    KEVENT event;
    LARGE_INTEGER timeout;
    NTSTATUS status;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    Pending->Event = &event;
    status = KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &timeout);
    Pending->Event = NULL;
    return status;
}

NTSTATUS HelperOk(PDEVICE_OBJECT Target, PIRP Irp)
{
    KEVENT event;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    IoSetCompletionRoutine(Irp, Completed, &event, TRUE, TRUE, TRUE);
    IoCallDriver(Target, Irp);
    WaitHere(&event);
    return STATUS_SUCCESS;
}

static VOID WaitAWhile(PKEVENT Event)
{
    LARGE_INTEGER timeout;

    timeout.QuadPart = -10000000;
    KeWaitForSingleObject(Event, Executive, KernelMode, FALSE, &timeout);
}

// A helper that gives up is taken for one that does not.
NTSTATUS FN_Helper(PDEVICE_OBJECT Target, PIRP Irp)
{
    KEVENT event;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    IoSetCompletionRoutine(Irp, Completed, &event, TRUE, TRUE, TRUE);
    IoCallDriver(Target, Irp);
    WaitAWhile(&event);
    return STATUS_SUCCESS;
}

// A request that is not pending has ended: what it did with the event, it has done.
NTSTATUS AnsweredOk(PDEVICE_OBJECT Target, PIRP Irp)
{
    KEVENT event;
    LARGE_INTEGER timeout;

    timeout.QuadPart = 0;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    IoSetCompletionRoutine(Irp, Completed, &event, TRUE, TRUE, TRUE);
    if (IoCallDriver(Target, Irp) != STATUS_PENDING) {
        KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &timeout);
        return STATUS_SUCCESS;
    }
    KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
    return STATUS_SUCCESS;
}

NTSTATUS RefusedOk(PDEVICE_OBJECT Target, PIRP Irp)
{
    KEVENT event;
    LARGE_INTEGER timeout;
    NTSTATUS status;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    IoSetCompletionRoutine(Irp, Completed, &event, TRUE, TRUE, TRUE);
    status = IoCallDriver(Target, Irp);
    if (!NT_SUCCESS(status)) {
        KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &timeout);
        return status;
    }
    KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
    return STATUS_SUCCESS;
}

NTSTATUS ReadOk(HANDLE File, HANDLE Event, PVOID Buffer)
{
    IO_STATUS_BLOCK block;
    LARGE_INTEGER timeout;
    HANDLE event = Event;
    NTSTATUS status, answer;

    timeout.QuadPart = -10000000;
    answer = status = ZwReadFile(File, event, NULL, NULL, &block, Buffer, 512, NULL, NULL);
    switch (answer) {
    case STATUS_PENDING:
        ZwWaitForSingleObject(event, FALSE, NULL);
        break;
    default:
        ZwWaitForSingleObject(event, FALSE, &timeout);
        break;
    }
    return status;
}

// What is a success may be pending; and what a variable held before it had another result says nothing.
NTSTATUS SuccessBad(PDEVICE_OBJECT Target, PIRP Irp)
{
    KEVENT event;
    LARGE_INTEGER timeout;
    NTSTATUS status;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    IoSetCompletionRoutine(Irp, Completed, &event, TRUE, TRUE, TRUE);
    status = IoCallDriver(Target, Irp);
    if (NT_SUCCESS(status)) {
        KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &timeout); // want "`SuccessBad` can return"
    }
    return status;
}

NTSTATUS ReusedBad(PDEVICE_OBJECT Target, PIRP Irp, PCALL Call)
{
    KEVENT event;
    LARGE_INTEGER timeout;
    NTSTATUS status;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    IoSetCompletionRoutine(Irp, Completed, &event, TRUE, TRUE, TRUE);
    status = IoCallDriver(Target, Irp);
    status = Call->Status;
    if (status != STATUS_PENDING) {
        KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &timeout); // want "`ReusedBad` can return"
    }
    return STATUS_SUCCESS;
}

// What the completion routine finds in the request.
NTSTATUS UserEventBad(PDEVICE_OBJECT Target, PIRP Irp)
{
    KEVENT event;
    NTSTATUS status;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    Irp->UserEvent = &event;
    IoCopyCurrentIrpStackLocationToNext(Irp);
    status = IoCallDriver(Target, Irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&event, Executive, KernelMode, TRUE, NULL); // want "`UserEventBad` can return .* the system still uses `event`"
    }
    return status;
}

NTSTATUS UserEventOk(PDEVICE_OBJECT Target, PIRP Irp)
{
    KEVENT event;
    NTSTATUS status;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    Irp->UserEvent = &event;
    IoCopyCurrentIrpStackLocationToNext(Irp);
    status = IoCallDriver(Target, Irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
    }
    return status;
}

// Never sent, and kept where it is taken away again.
NTSTATUS UnsentOk(PIRP Irp, BOOLEAN Wait)
{
    KEVENT event;
    NTSTATUS status = STATUS_SUCCESS;
    LARGE_INTEGER timeout;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    Irp->UserEvent = &event;
    if (Wait) {
        status = KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &timeout);
    }
    Irp->UserEvent = NULL;
    return status;
}
