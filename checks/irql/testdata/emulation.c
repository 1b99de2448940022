// Requests of an emulated host controller are completed where they end: in DPCs and under spin locks.
#include <ntddk.h>
#include <wdf.h>
#include <usb.h>
#include <wdfusb.h>
#include <udecx.h>

typedef struct _ENDPOINT {
    KSPIN_LOCK Lock;
    WDFREQUEST Request;
    ULONG Bytes;
} ENDPOINT, *PENDPOINT;

VOID FinishOk(PENDPOINT Endpoint)
{
    KIRQL old;

    KeAcquireSpinLock(&Endpoint->Lock, &old);
    UdecxUrbSetBytesCompleted(Endpoint->Request, Endpoint->Bytes);
    UdecxUrbComplete(Endpoint->Request, USBD_STATUS_SUCCESS);
    KeReleaseSpinLock(&Endpoint->Lock, old);
}

VOID UnplugBad(PENDPOINT Endpoint, UDECXUSBDEVICE Device)
{
    KIRQL old;

    KeAcquireSpinLock(&Endpoint->Lock, &old);
    UdecxUsbDevicePlugOutAndDelete(Device); // want "UdecxUsbDevicePlugOutAndDelete"
    KeReleaseSpinLock(&Endpoint->Lock, old);
}
