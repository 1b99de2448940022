// What ndis.h and wdm.h spell otherwise raises and lowers the level as what they stand for does.
#include <ndis.h>

typedef struct _PORT {
    NDIS_HANDLE Dma;
    KSPIN_LOCK Lock;
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
