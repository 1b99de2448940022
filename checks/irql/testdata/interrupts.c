// Interrupt routines that only the structure makes known in which NDIS is given them.
#include <ndis.h>

typedef struct _ADAPTER {
    NDIS_HANDLE Interrupt;
    NDIS_SPIN_LOCK Lock;
    KEVENT Done;
    FAST_MUTEX Table;
    ULONG Count;
} ADAPTER, *PADAPTER;

static BOOLEAN IsrBad(NDIS_HANDLE Context, PBOOLEAN Queue, PULONG Processors)
{
    PADAPTER adapter = Context;

    *Queue = TRUE;
    *Processors = 0;
    NdisAcquireSpinLock(&adapter->Lock); // want "NdisAcquireSpinLock` is called at"
    adapter->Count++;
    NdisReleaseSpinLock(&adapter->Lock);
    return TRUE;
}

static BOOLEAN MessageOk(NDIS_HANDLE Context, ULONG Message, PBOOLEAN Queue, PULONG Processors)
{
    PADAPTER adapter = Context;

    UNREFERENCED_PARAMETER(Message);
    *Queue = TRUE;
    *Processors = 0;
    adapter->Count++;
    return TRUE;
}

static BOOLEAN MessageBad(NDIS_HANDLE Context, ULONG Message, PBOOLEAN Queue, PULONG Processors)
{
    PADAPTER adapter = Context;

    UNREFERENCED_PARAMETER(Message);
    *Queue = FALSE;
    *Processors = 0;
    KeSetEvent(&adapter->Done, IO_NO_INCREMENT, FALSE); // want "KeSetEvent` is called at"
    return TRUE;
}

static VOID DpcBad(NDIS_HANDLE Context, PVOID DpcContext, PVOID Throttle, PVOID Reserved)
{
    PADAPTER adapter = Context;

    UNREFERENCED_PARAMETER(DpcContext);
    UNREFERENCED_PARAMETER(Throttle);
    UNREFERENCED_PARAMETER(Reserved);
    KeSetEvent(&adapter->Done, IO_NO_INCREMENT, FALSE);
    ExAcquireFastMutex(&adapter->Table); // want "ExAcquireFastMutex` is called at DISPATCH_LEVEL"
    adapter->Count = 0;
    ExReleaseFastMutex(&adapter->Table);
}

NDIS_STATUS RegisterLine(NDIS_HANDLE Miniport, PADAPTER Adapter)
{
    NDIS_MINIPORT_INTERRUPT_CHARACTERISTICS line;

    NdisZeroMemory(&line, sizeof(line));
    line.InterruptHandler = IsrBad;
    line.InterruptDpcHandler = DpcBad;
    line.MessageInterruptHandler = MessageOk;
    return NdisMRegisterInterruptEx(Miniport, Adapter, &line, &Adapter->Interrupt);
}

NDIS_STATUS RegisterMessage(NDIS_HANDLE Miniport, PADAPTER Adapter)
{
    NDIS_MINIPORT_INTERRUPT_CHARACTERISTICS message;

    NdisZeroMemory(&message, sizeof(message));
    message.MessageInterruptHandler = MessageBad;
    return NdisMRegisterInterruptEx(Miniport, Adapter, &message, &Adapter->Interrupt);
}
