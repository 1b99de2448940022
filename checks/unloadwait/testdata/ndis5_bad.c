// A miniport for NDIS 5, whose wrapper unloads the driver: nobody waits for the thread of the adapter.
#include <ndis.h>

typedef struct _CARD {
    KEVENT Stop;
} CARD;

static VOID PollLink(PVOID Context)
{
    CARD *card = Context;

    KeWaitForSingleObject(&card->Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NDIS_STATUS CardInitialize(PNDIS_STATUS Error, PUINT Index, PNDIS_MEDIUM Media, UINT Count, NDIS_HANDLE Adapter, NDIS_HANDLE Wrapper)
{
    CARD *card;
    HANDLE handle;

    UNREFERENCED_PARAMETER(Error);
    UNREFERENCED_PARAMETER(Media);
    UNREFERENCED_PARAMETER(Count);
    UNREFERENCED_PARAMETER(Wrapper);
    *Index = 0;
    if (NdisAllocateMemoryWithTag((PVOID *)&card, sizeof(CARD), 'draC') != NDIS_STATUS_SUCCESS)
        return NDIS_STATUS_RESOURCES;
    NdisMSetAttributesEx(Adapter, card, 0, NDIS_ATTRIBUTE_DESERIALIZE, NdisInterfaceInternal);
    KeInitializeEvent(&card->Stop, NotificationEvent, FALSE);
    if (!NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, PollLink, card))) // want "thread"
        return NDIS_STATUS_FAILURE;
    ZwClose(handle);
    return NDIS_STATUS_SUCCESS;
}

static VOID CardHalt(NDIS_HANDLE Context)
{
    CARD *card = Context;

    KeSetEvent(&card->Stop, IO_NO_INCREMENT, FALSE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    NDIS_MINIPORT_CHARACTERISTICS handlers;
    NDIS_HANDLE wrapper;

    NdisMInitializeWrapper(&wrapper, Driver, Path, NULL);
    NdisZeroMemory(&handlers, sizeof(handlers));
    handlers.MajorNdisVersion = 5;
    handlers.InitializeHandler = CardInitialize;
    handlers.HaltHandler = CardHalt;
    return NdisMRegisterMiniport(wrapper, &handlers, sizeof(handlers));
}
