// Routines that complete a request on some of their ways, and callers that complete it all the same.
#include <ntddk.h>
#include <wdf.h>

typedef struct _PIPE {
    WDFIOTARGET Target;
    ULONG Kind;
    BOOLEAN Raw;
} PIPE, *PPIPE;

static EVT_WDF_REQUEST_COMPLETION_ROUTINE OnSent;

static VOID Write(PPIPE Pipe, WDFREQUEST Request)
{
    if (Pipe->Target == NULL) {
        WdfRequestComplete(Request, STATUS_INVALID_DEVICE_STATE);
        return;
    }
    WdfRequestSetCompletionRoutine(Request, OnSent, Pipe);
    if (!WdfRequestSend(Request, Pipe->Target, WDF_NO_SEND_OPTIONS)) {
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}

static NTSTATUS Try(PPIPE Pipe, WDFREQUEST Request)
{
    if (Pipe->Target == NULL) {
        WdfRequestComplete(Request, STATUS_INVALID_DEVICE_STATE);
        return STATUS_SUCCESS;
    }
    return STATUS_NOT_SUPPORTED;
}

static VOID Perhaps(WDFREQUEST Request, BOOLEAN Now)
{
    if (Now) {
        WdfRequestComplete(Request, STATUS_SUCCESS);
    }
}

static VOID Deeper(PPIPE Pipe, WDFREQUEST Request)
{
    if (Pipe->Raw) {
        Write(Pipe, Request);
    }
}

static VOID FallsBad(PPIPE Pipe, WDFREQUEST Request)
{
    switch (Pipe->Kind) {
    case 1:
        if (Pipe->Raw)
            Write(Pipe, Request);
        break;
    }
    WdfRequestComplete(Request, STATUS_INVALID_DEVICE_REQUEST); // want "`Request` is completed again, after `Write` may have completed it"
}

static VOID BreaksBad(PPIPE Pipe, WDFREQUEST Request)
{
    switch (Pipe->Kind) {
    case 1:
        WdfRequestComplete(Request, STATUS_SUCCESS);
        break;
    case 2:
        break;
    default:
        return;
    }
    WdfRequestComplete(Request, STATUS_INVALID_DEVICE_REQUEST); // want "`Request` is completed again, after `WdfRequestComplete` has completed it"
}

static VOID DeeperBad(PPIPE Pipe, WDFREQUEST Request)
{
    Deeper(Pipe, Request);
    WdfRequestComplete(Request, STATUS_INVALID_DEVICE_REQUEST); // want "`Request` is completed again, after `Deeper` may have completed it"
}

static VOID IgnoredBad(PPIPE Pipe, WDFREQUEST Request)
{
    Try(Pipe, Request);
    WdfRequestComplete(Request, STATUS_INVALID_DEVICE_REQUEST); // want "`Request` is completed again, after `Try` may have completed it"
}

static VOID ResultOk(PPIPE Pipe, WDFREQUEST Request)
{
    NTSTATUS status = Try(Pipe, Request);

    if (status != STATUS_SUCCESS) {
        WdfRequestComplete(Request, status);
    }
}

static VOID AsksOk(PPIPE Pipe, WDFREQUEST Request)
{
    Write(Pipe, Request);
    if (Pipe->Kind == 0) { // whatever that says
        WdfRequestComplete(Request, STATUS_INVALID_DEVICE_REQUEST);
    }
}

static VOID FlagOk(WDFREQUEST Request)
{
    Perhaps(Request, FALSE);
    WdfRequestComplete(Request, STATUS_SUCCESS);
}

static VOID OtherOk(PPIPE Pipe, WDFREQUEST Request, WDFQUEUE Queue)
{
    Write(Pipe, Request);
    if (NT_SUCCESS(WdfIoQueueRetrieveNextRequest(Queue, &Request))) {
        WdfRequestComplete(Request, STATUS_SUCCESS);
    }
}

static NTSTATUS Answer(PPIPE Pipe, WDFREQUEST Request)
{
    if (Pipe->Target == NULL) {
        WdfRequestComplete(Request, STATUS_INVALID_DEVICE_STATE);
        return STATUS_INVALID_DEVICE_STATE;
    }
    if (Pipe->Kind > 3) {
        WdfRequestComplete(Request, STATUS_NOT_SUPPORTED);
        return STATUS_NOT_SUPPORTED;
    }
    WdfRequestComplete(Request, STATUS_SUCCESS);
    return STATUS_SUCCESS;
}

static NTSTATUS Succeed(WDFREQUEST Request)
{
    WdfRequestComplete(Request, STATUS_SUCCESS);
    return STATUS_SUCCESS;
}

// Each way through the function completes it, by another call.
static VOID AnsweredBad(PPIPE Pipe, WDFREQUEST Request)
{
    NTSTATUS status = Answer(Pipe, Request);

    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status); // want "`Request` is completed again, after `Answer` has completed it"
    }
}

// The function always returns success.
static VOID SucceededOk(WDFREQUEST Request)
{
    NTSTATUS status = Succeed(Request);

    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status);
    }
}

typedef struct _PORT {
    IO_REMOVE_LOCK RemoveLock;
    PIRP Current;
    LONG Completed;
} PORT, *PPORT;

// Completes the request where it fails, and tells nobody but by the failure.
static NTSTATUS StartPacket(PPORT Port, PIRP Irp)
{
    NTSTATUS status = IoAcquireRemoveLock(&Port->RemoveLock, Irp);

    if (!NT_SUCCESS(status)) {
        Irp->IoStatus.Status = status;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        return status;
    }
    IoMarkIrpPending(Irp);
    Port->Current = Irp;
    return STATUS_PENDING;
}

static NTSTATUS Execute(PPORT Port, PIRP Irp, ULONG Code)
{
    NTSTATUS status = STATUS_NOT_SUPPORTED;

    switch (Code) {
    case 1:
        status = StartPacket(Port, Irp);
        break;
    case 2:
        status = STATUS_SUCCESS;
        break;
    }
    return status;
}

NTSTATUS ExecuteBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    ULONG code = IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode;
    NTSTATUS status = Execute(Device->DeviceExtension, Irp, code);

    if (status != STATUS_PENDING) {
        Irp->IoStatus.Status = status;
        IoCompleteRequest(Irp, IO_NO_INCREMENT); // want "`Irp` is completed again, after `Execute` may have completed it"
    }
    return status;
}

NTSTATUS StartBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = StartPacket(Device->DeviceExtension, Irp);

    if (!NT_SUCCESS(status)) {
        IoCompleteRequest(Irp, IO_NO_INCREMENT); // want "`Irp` is completed again, after `StartPacket` may have completed it"
    }
    return status;
}

NTSTATUS StartOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = StartPacket(Device->DeviceExtension, Irp);

    if (status == STATUS_SUCCESS) {
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    return status;
}

NTSTATUS StartAskedOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PPORT port = Device->DeviceExtension;
    NTSTATUS status = StartPacket(port, Irp);

    if (port->Completed == 0) {
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    return status;
}

// Succeeds where it completes the request, and fails where it does not.
static NTSTATUS Finish(PPORT Port, PIRP Irp)
{
    if (Port->Current == Irp) {
        return STATUS_DEVICE_BUSY;
    }
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

NTSTATUS FinishOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = Finish(Device->DeviceExtension, Irp);

    if (!NT_SUCCESS(status)) {
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    return status;
}

// What is called through a table that was copied is another driver's, though only one routine is known to be there.
static struct { PDRIVER_DISPATCH Major[2]; } Copied;

static NTSTATUS CopiedRoutine(PDEVICE_OBJECT Device, PIRP Irp)
{
    return StartPacket(Device->DeviceExtension, Irp);
}

VOID Copy(VOID) { Copied.Major[0] = CopiedRoutine; }

static NTSTATUS Through(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = Copied.Major[Device->Flags](Device, Irp);

    return status;
}

NTSTATUS ThroughOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = Through(Device, Irp);

    if (!NT_SUCCESS(status)) {
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    return status;
}

// The failure is returned out of the request, which is gone by then.
static NTSTATUS SendBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = IoAcquireRemoveLock(&((PPORT)Device->DeviceExtension)->RemoveLock, Irp);

    if (!NT_SUCCESS(status)) {
        Irp->IoStatus.Status = status;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        return Irp->IoStatus.Status; // want "is used here, after `IoCompleteRequest` has completed the request"
    }
    return status;
}

NTSTATUS SendTwiceBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = SendBad(Device, Irp);

    if (!NT_SUCCESS(status)) {
        IoCompleteRequest(Irp, IO_NO_INCREMENT); // want "`Irp` is completed again, after `SendBad` may have completed it"
    }
    return status;
}

// What it returns out of memory tells of no failure.
static NTSTATUS Report(PDEVICE_OBJECT Device, PIRP Irp)
{
    PPORT port = Device->DeviceExtension;
    NTSTATUS status = IoAcquireRemoveLock(&port->RemoveLock, Irp);

    if (!NT_SUCCESS(status)) {
        port->Completed = status;
        port->Completed = 0;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        return port->Completed;
    }
    return status;
}

NTSTATUS ReportOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = Report(Device, Irp);

    if (!NT_SUCCESS(status)) {
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    return status;
}
