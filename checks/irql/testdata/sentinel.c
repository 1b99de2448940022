// An index that stands for none at first: what is used as one is none of those.
#include <ntddk.h>

#define NO_PATH ((ULONG)-1)

typedef struct _PATH {
    KSPIN_LOCK Lock;
    ULONG Packets;
} PATH;

typedef struct _PACKET {
    struct _PACKET *Next;
    ULONG Path;
} PACKET, *PPACKET;

typedef struct _ADAPTER {
    PATH Paths[8];
    KIRQL Old;
} ADAPTER, *PADAPTER;

static ADAPTER Adapter;
static PPACKET Queue;

static DRIVER_DISPATCH OnPackets, OnOthers;

static NTSTATUS Finish(PIRP Irp)
{
    Irp->IoStatus.Status = STATUS_SUCCESS;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static NTSTATUS OnPackets(PDEVICE_OBJECT Device, PIRP Irp)
{
    ULONG locked = NO_PATH;
    PPACKET packet;
    KIRQL old = PASSIVE_LEVEL;

    UNREFERENCED_PARAMETER(Device);

    for (packet = Queue; packet != NULL; packet = packet->Next) {
        ULONG path = packet->Path;

        if (locked != path) {
            if (locked != NO_PATH)
                KeReleaseSpinLock(&Adapter.Paths[locked].Lock, old);
            locked = path;
            KeAcquireSpinLock(&Adapter.Paths[path].Lock, &old);
        }
        Adapter.Paths[path].Packets++;
    }
    if (locked != NO_PATH)
        KeReleaseSpinLock(&Adapter.Paths[locked].Lock, old);
    return Finish(Irp);
}

// No index: any number may be the one that stands for none.
static NTSTATUS OnOthers(PDEVICE_OBJECT Device, PIRP Irp)
{
    ULONG locked = NO_PATH;
    KIRQL old;

    UNREFERENCED_PARAMETER(Device);

    if (Queue != NULL) {
        KeAcquireSpinLock(&Adapter.Paths[0].Lock, &old);
        locked = Queue->Path;
        if (locked != NO_PATH)
            KeReleaseSpinLock(&Adapter.Paths[0].Lock, old);
    }
    return Finish(Irp); // want "OnOthers` returns to the system at DISPATCH_LEVEL"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);

    Driver->MajorFunction[IRP_MJ_READ] = OnPackets;
    Driver->MajorFunction[IRP_MJ_WRITE] = OnOthers;
    return STATUS_SUCCESS;
}
