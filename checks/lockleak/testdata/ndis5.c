// Routines of NDIS 5, whose pages are gone, are the system's all the same: what they get beside the lock lets nothing go.
#include <ndis.h>

typedef struct _PORT {
    NDIS_SPIN_LOCK Lock;
    NDIS_HANDLE Packets;
    ULONG Lost;
} PORT, *PPORT;

NDIS_STATUS FillBad(PPORT Port, PUINT Lengths)
{
    NDIS_STATUS status = NDIS_STATUS_SUCCESS;
    PNDIS_PACKET packet;

    NdisAcquireSpinLock(&Port->Lock);
    while (*Lengths++ != 0) {
        NdisAllocatePacket(&status, &packet, Port->Packets);
        if (status != NDIS_STATUS_SUCCESS) {
            return NDIS_STATUS_SUCCESS; // want "`FillBad` returns here with the spin lock"
        }
        NdisFreePacket(packet);
    }
    NdisReleaseSpinLock(&Port->Lock);
    return NDIS_STATUS_SUCCESS;
}

NDIS_STATUS FillOk(PPORT Port, PUINT Lengths)
{
    NDIS_STATUS status = NDIS_STATUS_SUCCESS;
    PNDIS_PACKET packet;

    NdisAcquireSpinLock(&Port->Lock);
    while (*Lengths++ != 0) {
        NdisAllocatePacket(&status, &packet, Port->Packets);
        if (status != NDIS_STATUS_SUCCESS) {
            Port->Lost++;
            break;
        }
        NdisFreePacket(packet);
    }
    NdisReleaseSpinLock(&Port->Lock);
    return NDIS_STATUS_SUCCESS;
}
