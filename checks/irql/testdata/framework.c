// Locks of the framework: an interrupt object's raises to the level of the device, a device's or queue's to DISPATCH_LEVEL.
#include <ntddk.h>
#include <wdf.h>

typedef struct _BOARD {
    WDFINTERRUPT Line;
    WDFDEVICE Device;
    WDFIOTARGET Bus;
    WDFSPINLOCK Rings;
    KEVENT Idle;
    ULONG Mask;
} BOARD, *PBOARD;

static EVT_WDF_INTERRUPT_ISR OnLine;

static BOOLEAN OnLine(WDFINTERRUPT Interrupt, ULONG Message)
{
    UNREFERENCED_PARAMETER(Interrupt);
    UNREFERENCED_PARAMETER(Message);
    return TRUE;
}

NTSTATUS AddLine(WDFDEVICE Device, WDFINTERRUPT *Interrupt)
{
    WDF_INTERRUPT_CONFIG config;

    WDF_INTERRUPT_CONFIG_INIT(&config, OnLine, NULL);
    return WdfInterruptCreate(Device, &config, WDF_NO_OBJECT_ATTRIBUTES, Interrupt);
}

VOID CompleteBad(PBOARD Board, WDFREQUEST Request)
{
    WdfInterruptAcquireLock(Board->Line);
    Board->Mask = 0;
    WdfRequestComplete(Request, STATUS_SUCCESS); // want "`WdfRequestComplete` is called at DIRQL"
    WdfInterruptReleaseLock(Board->Line);
}

VOID CompleteOk(PBOARD Board, WDFREQUEST Request)
{
    WdfInterruptAcquireLock(Board->Line);
    Board->Mask = 0;
    WdfInterruptReleaseLock(Board->Line);
    WdfRequestComplete(Request, STATUS_SUCCESS);
}

static VOID SetMask(PBOARD Board, ULONG Mask)
{
    WdfInterruptAcquireLock(Board->Line);
    Board->Mask = Mask;
    WdfInterruptReleaseLock(Board->Line);
}

// A helper that takes the lock and gives it back leaves the level as it was.
VOID StopBad(PBOARD Board)
{
    WdfSpinLockAcquire(Board->Rings);
    SetMask(Board, 0);
    KeFlushQueuedDpcs(); // want "`KeFlushQueuedDpcs` is called at DISPATCH_LEVEL"
    WdfSpinLockRelease(Board->Rings);
}

VOID StopOk(PBOARD Board)
{
    WdfSpinLockAcquire(Board->Rings);
    SetMask(Board, 0);
    WdfSpinLockRelease(Board->Rings);
    KeFlushQueuedDpcs();
}

static VOID Enter(PBOARD Board)
{
    WdfInterruptAcquireLock(Board->Line);
}

static VOID Leave(PBOARD Board)
{
    WdfInterruptReleaseLock(Board->Line);
}

VOID SignalBad(PBOARD Board)
{
    Enter(Board);
    Board->Mask = 1;
    KeSetEvent(&Board->Idle, IO_NO_INCREMENT, FALSE); // want "`KeSetEvent` is called at DIRQL"
    Leave(Board);
}

VOID SignalOk(PBOARD Board)
{
    Enter(Board);
    Board->Mask = 1;
    Leave(Board);
    KeSetEvent(&Board->Idle, IO_NO_INCREMENT, FALSE);
}

NTSTATUS ReadBad(PBOARD Board, PWDF_MEMORY_DESCRIPTOR Buffer)
{
    NTSTATUS status;

    WdfObjectAcquireLock(Board->Device);
    status = WdfIoTargetSendReadSynchronously(Board->Bus, NULL, Buffer, NULL, NULL, NULL); // want "`WdfIoTargetSendReadSynchronously` is called at DISPATCH_LEVEL"
    WdfObjectReleaseLock(Board->Device);
    return status;
}

NTSTATUS ReadOk(PBOARD Board, PWDF_MEMORY_DESCRIPTOR Buffer)
{
    WdfObjectAcquireLock(Board->Device);
    Board->Mask = 2;
    WdfObjectReleaseLock(Board->Device);
    return WdfIoTargetSendReadSynchronously(Board->Bus, NULL, Buffer, NULL, NULL, NULL);
}
