// A level that was that on entry, and is restored, was set by whoever called.
#include <ntddk.h>

DRIVER_STARTIO StartIo;

VOID StartIo(PDEVICE_OBJECT Device, PIRP Irp)
{
    LARGE_INTEGER timeout;
    KEVENT event;
    KIRQL irql;

    UNREFERENCED_PARAMETER(Device);
    IoAcquireCancelSpinLock(&irql);
    IoSetCancelRoutine(Irp, NULL);
    IoReleaseCancelSpinLock(irql);
    timeout.QuadPart = -30000000;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &timeout); // want "`KeWaitForSingleObject` is called at DISPATCH_LEVEL: it may"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    Driver->DriverStartIo = StartIo;
    return STATUS_SUCCESS;
}
