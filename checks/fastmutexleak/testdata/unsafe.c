// Mutexes taken by routines that raise nothing: whether a helper has taken one, its caller can't see.
#include <ntddk.h>

typedef struct _POOL {
    FAST_MUTEX Lock;
    ULONG Used;
} POOL, *PPOOL;

static POOL Pool;

// Nothing that a caller sees tells whether the mutex is held.
static VOID MaybeTake(PPOOL Target)
{
    if ((KeQueryTimeIncrement() & 1) != 0) {
        ExAcquireFastMutexUnsafe(&Target->Lock);
    }
}

static BOOLEAN TakeUnlessUsed(PPOOL Target)
{
    if (Target->Used > 8) {
        return FALSE;
    }
    ExAcquireFastMutexUnsafe(&Target->Lock);
    return TRUE;
}

static NTSTATUS DispatchUnseenOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);

    MaybeTake(&Pool);
    if (Irp->IoStatus.Information == 0) {
        return STATUS_DELETE_PENDING;
    }
    ExReleaseFastMutexUnsafe(&Pool.Lock);
    return STATUS_SUCCESS;
}

// The result tells.
static NTSTATUS DispatchSeenBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);

    if (!TakeUnlessUsed(&Pool)) {
        return STATUS_QUOTA_EXCEEDED;
    }
    if (Irp->IoStatus.Information == 0) {
        return STATUS_DELETE_PENDING; // want "DispatchSeenBad.*Pool.Lock"
    }
    ExReleaseFastMutexUnsafe(&Pool.Lock);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->MajorFunction[IRP_MJ_READ] = DispatchUnseenOk;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = DispatchSeenBad;
    return STATUS_SUCCESS;
}
