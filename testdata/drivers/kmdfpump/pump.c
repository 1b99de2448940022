/*++

Module Name:

    pump.c

Abstract:

    The ring, and the threads that fill and drain it.

Environment:

    Kernel mode

--*/

#include "pump.h"

KSTART_ROUTINE PumpThread;
KSTART_ROUTINE PumpDrainThread;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, PumpStart)
#pragma alloc_text(PAGE, PumpStop)
#pragma alloc_text(PAGE, PumpEvtDeviceContextCleanup)
#endif

_IRQL_requires_max_(DISPATCH_LEVEL)
ULONG
PumpRead(
    _In_ PDEVICE_CONTEXT Context,
    _Out_writes_bytes_(Length) PUCHAR Buffer,
    _In_ ULONG Length
    )
{
    ULONG count;
    ULONG i;

    WdfSpinLockAcquire(Context->RingLock);

    count = min(Length, Context->Level);
    for (i = 0; i < count; i++) {
        Buffer[i] = Context->Ring[(Context->Head + i) % PUMP_RING_SIZE];
    }
    Context->Head = (Context->Head + count) % PUMP_RING_SIZE;
    Context->Level -= count;

    WdfSpinLockRelease(Context->RingLock);

    return count;
}

static VOID
PumpWriteBlock(
    _In_ PDEVICE_CONTEXT Context,
    _In_reads_bytes_(PUMP_BLOCK) const UCHAR *Block
    )
{
    ULONG tail;

    WdfSpinLockAcquire(Context->RingLock);

    if (Context->Level > PUMP_RING_SIZE - PUMP_BLOCK) {
        Context->Counters.Dropped += PUMP_BLOCK;
        WdfSpinLockRelease(Context->RingLock);
        return;
    }

    // The size of the ring is a multiple of a block, reads may have any length.
    for (tail = 0; tail < PUMP_BLOCK; tail++) {
        Context->Ring[(Context->Head + Context->Level + tail) % PUMP_RING_SIZE] = Block[tail];
    }
    Context->Level += PUMP_BLOCK;
    Context->Counters.Produced += PUMP_BLOCK;

    WdfSpinLockRelease(Context->RingLock);
}

VOID
PumpThread(
    _In_ PVOID StartContext
    )
{
    PDEVICE_CONTEXT context = StartContext;
    LARGE_INTEGER period;
    ULONG seed = 1;
    UCHAR block[PUMP_BLOCK];
    ULONG i;

    period.QuadPart = WDF_REL_TIMEOUT_IN_MS(PUMP_PERIOD_MS);

    while (KeWaitForSingleObject(&context->StopPump, Executive, KernelMode, FALSE, &period) ==
           STATUS_TIMEOUT) {

        for (i = 0; i < PUMP_BLOCK; i++) {
            block[i] = (UCHAR)RtlRandomEx(&seed);
        }
        PumpWriteBlock(context, block);
    }

    PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS
PumpStart(
    _In_ PDEVICE_CONTEXT Context
    )
{
    PDEVICE_OBJECT deviceObject = WdfDeviceWdmGetDeviceObject(Context->Device);
    OBJECT_ATTRIBUTES attributes;
    HANDLE thread;
    NTSTATUS status;

    PAGED_CODE();

    // The device object stays until PumpStop, whatever happens to the stack above us.
    ObReferenceObject(deviceObject);

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);

    status = PsCreateSystemThread(&thread,
                                  THREAD_ALL_ACCESS,
                                  &attributes,
                                  NULL,
                                  NULL,
                                  PumpThread,
                                  Context);
    if (!NT_SUCCESS(status)) {
        ObDereferenceObject(deviceObject);
        return status;
    }

    status = ObReferenceObjectByHandle(thread,
                                       THREAD_ALL_ACCESS,
                                       *PsThreadType,
                                       KernelMode,
                                       (PVOID *)&Context->PumpThread,
                                       NULL);
    NT_ASSERT(NT_SUCCESS(status));
    ZwClose(thread);

    return STATUS_SUCCESS;
}

VOID
PumpStop(
    _In_ PDEVICE_CONTEXT Context
    )
{
    PAGED_CODE();

    KeSetEvent(&Context->StopPump, IO_NO_INCREMENT, FALSE);

    /* correct: unloadwait: the device does not go away before the thread that uses it */
    KeWaitForSingleObject(Context->PumpThread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Context->PumpThread);
    Context->PumpThread = NULL;

    /* correct: selfderef: whoever has waited for the thread drops the reference, not the thread */
    ObDereferenceObject(WdfDeviceWdmGetDeviceObject(Context->Device));
}

VOID
PumpEvtDeviceContextCleanup(
    _In_ WDFOBJECT Object
    )
{
    PDEVICE_CONTEXT context = PumpGetContext(Object);

    PAGED_CODE();

    // Also called when PumpEvtDriverDeviceAdd fails half-way.
    if (context->PumpThread != NULL) {
        PumpStop(context);
    }
}

VOID
PumpDrainThread(
    _In_ PVOID StartContext
    )
{
    PDEVICE_CONTEXT context = StartContext;
    PDEVICE_OBJECT deviceObject = WdfDeviceWdmGetDeviceObject(context->Device);
    UCHAR scratch[PUMP_BLOCK];

    while (PumpRead(context, scratch, sizeof(scratch)) != 0) {
        NOTHING;
    }
    InterlockedExchange(&context->Draining, FALSE);

    /* defect: selfderef: with this reference goes what kept this very code loaded */
    ObDereferenceObject(deviceObject);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS
PumpStartDrain(
    _In_ PDEVICE_CONTEXT Context
    )
{
    PDEVICE_OBJECT deviceObject = WdfDeviceWdmGetDeviceObject(Context->Device);
    OBJECT_ATTRIBUTES attributes;
    HANDLE thread;
    NTSTATUS status;

    if (InterlockedExchange(&Context->Draining, TRUE)) {
        return STATUS_DEVICE_BUSY;
    }

    // Keeps the device, and the driver with it, until the thread is done.
    ObReferenceObject(deviceObject);

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);

    status = PsCreateSystemThread(&thread,
                                  THREAD_ALL_ACCESS,
                                  &attributes,
                                  NULL,
                                  NULL,
                                  PumpDrainThread,
                                  Context);
    if (!NT_SUCCESS(status)) {
        ObDereferenceObject(deviceObject);
        InterlockedExchange(&Context->Draining, FALSE);
        return status;
    }

    ZwClose(thread);
    return STATUS_SUCCESS;
}
