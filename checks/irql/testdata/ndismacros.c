// What ndis.h and wdm.h spell otherwise raises and lowers the level as what they stand for does.
#include <ndis.h>

typedef struct _PORT {
    NDIS_HANDLE Dma;
    KSPIN_LOCK Lock;
    NDIS_SPIN_LOCK Own;
    ULONG Asked;
} PORT;

_IRQL_requires_max_(DISPATCH_LEVEL)
void PortFreeList(PORT *port, PSCATTER_GATHER_LIST list, PNET_BUFFER nb, BOOLEAN inDpc)
{
    KIRQL old = 0;

    if (!inDpc) {
        NDIS_RAISE_IRQL_TO_DISPATCH(&old);
    }
    NdisMFreeNetBufferSGList(port->Dma, list, nb);
    if (!inDpc) {
        NDIS_LOWER_IRQL(old, DISPATCH_LEVEL);
    }
}

_IRQL_requires_(PASSIVE_LEVEL)
void PortRestart(PORT *port, PNET_BUFFER nb, PSCATTER_GATHER_LIST list)
{
    KIRQL old;

    NDIS_RAISE_IRQL_TO_DISPATCH(&old);
    NdisMFreeNetBufferSGList(port->Dma, list, nb);
    NdisMSleep(1000); // want "`NdisMSleep` is called at DISPATCH_LEVEL"
    NDIS_LOWER_IRQL(old, DISPATCH_LEVEL);
    NdisMSleep(1000);
}

_IRQL_requires_(PASSIVE_LEVEL)
void PortLocked(PORT *port)
{
    KIRQL old;

    ExAcquireSpinLock(&port->Lock, &old);
    NdisMSleep(1000); // want "`NdisMSleep` is called at DISPATCH_LEVEL"
    ExReleaseSpinLock(&port->Lock, old);
    NdisMSleep(1000);
}

_IRQL_requires_max_(DISPATCH_LEVEL)
void PortSettle(PORT *port)
{
    UNREFERENCED_PARAMETER(port);
    if (NDIS_CURRENT_IRQL() == PASSIVE_LEVEL) {
        NdisMSleep(1000);
    }
}

static void PortEnter(PORT *port) { NdisAcquireSpinLock(&port->Own); }

static void PortLeave(PORT *port) { NdisReleaseSpinLock(&port->Own); }

// That the driver asks for a level does not say that the level occurs, whatever lock keeps it meanwhile.
void PortAsk(PORT *port, KIRQL before)
{
    KeLowerIrql(before);
    if (NDIS_CURRENT_IRQL() == DISPATCH_LEVEL) {
        port->Asked++;
    }
    PortEnter(port);
    port->Asked++;
    PortLeave(port);
    NdisMSleep(1000);
}
