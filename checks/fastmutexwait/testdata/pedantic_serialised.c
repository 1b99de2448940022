// With --pedantic: a wait under a mutex that only has handles closed one after the other, in one function.
#include <ntddk.h>

typedef struct _PORT {
    FAST_MUTEX CloseMutex;
    KEVENT Drained;
} PORT;

VOID CloseBad(PORT *Port)
{
    ExAcquireFastMutex(&Port->CloseMutex);
    KeWaitForSingleObject(&Port->Drained, Executive, KernelMode, FALSE, NULL); // want "can block here while the fast mutex `Port->CloseMutex` is held"
    ExReleaseFastMutex(&Port->CloseMutex);
}

static NTSTATUS OnClose(PDEVICE_OBJECT Device, PIRP Irp)
{
    CloseBad(Device->DeviceExtension);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);

    Driver->MajorFunction[IRP_MJ_CLOSE] = OnClose;
    return STATUS_SUCCESS;
}
