/*++

Module Name:

    pump.h

Abstract:

    Private declarations of the pump driver.

Environment:

    Kernel mode

--*/

#pragma once

#include <ntddk.h>
#include <wdf.h>
#include <initguid.h>
#include "public.h"

#define PUMP_TAG            'pmuP'
#define PUMP_RING_SIZE      (64 * 1024)
#define PUMP_BLOCK          512
#define PUMP_PERIOD_MS      20

typedef struct _DEVICE_CONTEXT {
    WDFDEVICE       Device;

    // The ring of bytes between the pump and the readers.
    WDFSPINLOCK     RingLock;
    PUCHAR          Ring;
    ULONG           Head;
    ULONG           Level;
    PUMP_COUNTERS   Counters;

    // The thread that fills it.
    KEVENT          StopPump;
    PKTHREAD        PumpThread;

    // TRUE while a thread drains the ring.
    LONG            Draining;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, PumpGetContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD PumpEvtDriverDeviceAdd;
EVT_WDF_DRIVER_UNLOAD PumpEvtDriverUnload;
EVT_WDF_OBJECT_CONTEXT_CLEANUP PumpEvtDeviceContextCleanup;
EVT_WDF_IO_QUEUE_IO_READ PumpEvtIoRead;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL PumpEvtIoDeviceControl;

NTSTATUS
PumpStart(
    _In_ PDEVICE_CONTEXT Context
    );

VOID
PumpStop(
    _In_ PDEVICE_CONTEXT Context
    );

NTSTATUS
PumpStartDrain(
    _In_ PDEVICE_CONTEXT Context
    );

_IRQL_requires_max_(DISPATCH_LEVEL)
ULONG
PumpRead(
    _In_ PDEVICE_CONTEXT Context,
    _Out_writes_bytes_(Length) PUCHAR Buffer,
    _In_ ULONG Length
    );
