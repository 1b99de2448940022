// A wait in KernelMode without a limit, and not alertable, ends with the mutex: nobody need ask.
#include <ntddk.h>

static KMUTEX Lock;
static ERESOURCE Table;

NTSTATUS ForgetsBad(PIRP Irp)
{
    NTSTATUS status = KeWaitForSingleObject(&Lock, Executive, KernelMode, FALSE, NULL);

    if (Irp->AssociatedIrp.SystemBuffer == NULL) {
        status = STATUS_INVALID_PARAMETER;
        goto done; // the way of the return below
    }
    KeReleaseMutex(&Lock, FALSE);
done:
    Irp->IoStatus.Status = status;
    return status; // want "`ForgetsBad` returns here with the mutex `Lock` held"
}

NTSTATUS AlertableOk(PIRP Irp)
{
    NTSTATUS status = KeWaitForSingleObject(&Lock, UserRequest, UserMode, TRUE, NULL);

    if (status == STATUS_USER_APC) {
        return status;
    }
    Irp->IoStatus.Information = 0;
    KeReleaseMutex(&Lock, FALSE);
    return status;
}

NTSTATUS TestedOk(PIRP Irp)
{
    NTSTATUS status = KeWaitForSingleObject(&Lock, Executive, KernelMode, FALSE, NULL);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    Irp->IoStatus.Information = 0;
    KeReleaseMutex(&Lock, FALSE);
    return status;
}

// A parameter that is refused: the caller knows that it failed, and not that it has the lock.
NTSTATUS RefusesBad(PULONG Count)
{
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Table, TRUE);
    if (Count == NULL) {
        return STATUS_INVALID_PARAMETER; // want "`RefusesBad` returns here with the resource `Table` held"
    }
    *Count = 1;
    ExReleaseResourceLite(&Table);
    KeLeaveCriticalRegion();
    return STATUS_SUCCESS;
}

// A parameter says whether the caller wants to keep it.
NTSTATUS KeepsOk(PULONG Count, BOOLEAN Keep)
{
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Table, TRUE);
    *Count = 1;
    if (Keep) {
        return STATUS_SUCCESS;
    }
    ExReleaseResourceLite(&Table);
    KeLeaveCriticalRegion();
    return STATUS_SUCCESS;
}
