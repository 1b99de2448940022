// Dispatch routines that are static methods.
#include <ntddk.h>

class Device {
public:
    static NTSTATUS Read(PDEVICE_OBJECT object, PIRP irp)
    {
        return static_cast<Device *>(object->DeviceExtension)->Enqueue(object, irp);
    }
    static NTSTATUS Write(PDEVICE_OBJECT object, PIRP irp)
    {
        IoMarkIrpPending(irp);
        IoStartPacket(object, irp, nullptr, nullptr);
        return STATUS_PENDING;
    }

private:
    NTSTATUS Enqueue(PDEVICE_OBJECT object, PIRP irp)
    {
        IoMarkIrpPending(irp);
        if (full_) {
            irp->IoStatus.Status = STATUS_INSUFFICIENT_RESOURCES;
            IoCompleteRequest(irp, IO_NO_INCREMENT);
            return STATUS_INSUFFICIENT_RESOURCES; // want "`Device::Enqueue` has marked the IRP pending and returns STATUS_INSUFFICIENT_RESOURCES"
        }
        IoStartPacket(object, irp, nullptr, nullptr);
        return STATUS_PENDING;
    }
    bool full_;
};

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING)
{
    driver->MajorFunction[IRP_MJ_READ] = Device::Read;
    driver->MajorFunction[IRP_MJ_WRITE] = Device::Write;
    return STATUS_SUCCESS;
}
