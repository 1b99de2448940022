// The device object of an entry point that fails is left, too: it keeps the image, and the message says so.
#include <ntddk.h>

static VOID OnThread(HANDLE process, HANDLE thread, BOOLEAN create)
{
    DbgPrint("%p %p %d", process, thread, create);
}

static VOID Unload(PDRIVER_OBJECT driver)
{
    PsRemoveCreateThreadNotifyRoutine(OnThread);
    IoDeleteDevice(driver->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path) // want "`DriverEntry` can fail and leave `OnThread` registered: no unload routine is called then, and the next event calls a driver that has failed .a device object or a registration that is left"
{
    UNICODE_STRING link;
    PDEVICE_OBJECT device;
    NTSTATUS status;

    driver->DriverUnload = Unload;
    status = IoCreateDevice(driver, 0, path, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsSetCreateThreadNotifyRoutine(OnThread);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    RtlInitUnicodeString(&link, L"\\DosDevices\\Watch");
    return IoCreateSymbolicLink(&link, path);
}
