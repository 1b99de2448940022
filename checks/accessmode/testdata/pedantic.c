// A dispatch routine names a mode, for an object that the driver knows.
#include <ntddk.h>

static PVOID Object;
static DRIVER_DISPATCH CreateBad, CreateOk;

static NTSTATUS CreateBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    return ObReferenceObjectByPointer(Object, 0, NULL, KernelMode); // want "`ObReferenceObjectByPointer` is called by a dispatch routine with KernelMode"
}

static NTSTATUS CreateOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    return ObReferenceObjectByPointer(Object, 0, NULL, Irp->RequestorMode);
}
