/*++

Module Name:

    queue.c

Abstract:

    Requests from applications.

Environment:

    Kernel mode

--*/

#include "pump.h"

VOID
PumpEvtIoRead(
    _In_ WDFQUEUE Queue,
    _In_ WDFREQUEST Request,
    _In_ size_t Length
    )
{
    PDEVICE_CONTEXT context = PumpGetContext(WdfIoQueueGetDevice(Queue));
    PVOID buffer;
    size_t size;
    NTSTATUS status;
    ULONG got;

    UNREFERENCED_PARAMETER(Length);

    status = WdfRequestRetrieveOutputBuffer(Request, 1, &buffer, &size);
    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status);
        return;
    }

    got = PumpRead(context, buffer, (ULONG)min(size, PUMP_RING_SIZE));
    WdfRequestCompleteWithInformation(Request, STATUS_SUCCESS, got);
}

static VOID
PumpReadCounters(
    _In_ PDEVICE_CONTEXT Context,
    _In_ WDFREQUEST Request
    )
{
    PPUMP_COUNTERS counters;
    NTSTATUS status;

    status = WdfRequestRetrieveOutputBuffer(Request, sizeof(*counters), (PVOID *)&counters, NULL);
    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status);
        return;
    }

    WdfSpinLockAcquire(Context->RingLock);
    *counters = Context->Counters;
    counters->Level = Context->Level;
    WdfSpinLockRelease(Context->RingLock);

    WdfRequestCompleteWithInformation(Request, STATUS_SUCCESS, sizeof(*counters));
}

VOID
PumpEvtIoDeviceControl(
    _In_ WDFQUEUE Queue,
    _In_ WDFREQUEST Request,
    _In_ size_t OutputBufferLength,
    _In_ size_t InputBufferLength,
    _In_ ULONG IoControlCode
    )
{
    PDEVICE_CONTEXT context = PumpGetContext(WdfIoQueueGetDevice(Queue));

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);

    switch (IoControlCode) {
    case IOCTL_PUMP_DRAIN:
        WdfRequestComplete(Request, PumpStartDrain(context));
        break;

    case IOCTL_PUMP_COUNTERS:
        PumpReadCounters(context, Request);
        break;

    default:
        WdfRequestComplete(Request, STATUS_INVALID_DEVICE_REQUEST);
        break;
    }
}
