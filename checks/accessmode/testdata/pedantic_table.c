// Dispatch routines of a device that NDIS makes for a miniport or a filter: in an array that the driver hands over, or to which a member leads.
#include <ndis.h>

static PVOID Object;
static NDIS_HANDLE Filter, Handle;
static PDEVICE_OBJECT Made;

static NTSTATUS CreateBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    return ObReferenceObjectByPointer(Object, 0, NULL, KernelMode); // want "`ObReferenceObjectByPointer` is called by a dispatch routine with KernelMode"
}

static NTSTATUS ControlBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    return ObReferenceObjectByPointer(Object, 0, NULL, KernelMode); // want "`ObReferenceObjectByPointer` is called by a dispatch routine with KernelMode"
}

/* Of a table that the driver keeps to itself. */
static NTSTATUS OwnOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Irp);
    return ObReferenceObjectByPointer(Object, 0, NULL, KernelMode);
}

NDIS_STATUS MakeDevice(PNDIS_STRING Name, PNDIS_STRING Link)
{
    PDRIVER_DISPATCH table[IRP_MJ_MAXIMUM_FUNCTION + 1];
    PDRIVER_DISPATCH own[2];

    NdisZeroMemory(table, sizeof(table));
    table[IRP_MJ_CREATE] = CreateBad;
    own[0] = OwnOk;
    if (Link == NULL) {
        return own[0](Made, NULL);
    }
    return NdisMRegisterDevice(Filter, Name, Link, table, &Made, &Handle);
}

NDIS_STATUS MakeFilterDevice(PNDIS_STRING Name, PNDIS_STRING Link)
{
    NDIS_DEVICE_OBJECT_ATTRIBUTES attributes;
    PDRIVER_DISPATCH table[IRP_MJ_MAXIMUM_FUNCTION + 1];

    NdisZeroMemory(table, sizeof(table));
    table[IRP_MJ_DEVICE_CONTROL] = ControlBad;
    NdisZeroMemory(&attributes, sizeof(attributes));
    attributes.DeviceName = Name;
    attributes.SymbolicName = Link;
    attributes.MajorFunctions = &table[0];
    return NdisRegisterDeviceEx(Filter, &attributes, &Made, &Handle);
}
