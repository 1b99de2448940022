// Results that are codes of errors above zero, with zero for success.
#include <ntddk.h>

typedef struct _SLOTS {
    FAST_MUTEX Lock;
    FAST_MUTEX Ring;
    FAST_MUTEX Owner;
    FAST_MUTEX Free;
    ULONG Used[16];
} SLOTS;

static SLOTS Slots;

static int ClaimBad(ULONG Index)
{
    ExAcquireFastMutex(&Slots.Lock);
    if (Slots.Used[Index] != 0) {
        return ERROR_BUSY; // want "`ClaimBad` returns here with the fast mutex `Slots.Lock` held"
    }
    Slots.Used[Index] = 1;
    ExReleaseFastMutex(&Slots.Lock);
    return 0;
}

// The caller is told by the code, and releases.
static int FP_Enter(ULONG Index)
{
    ExAcquireFastMutex(&Slots.Ring);
    if (Slots.Used[Index] == 0) {
        ExReleaseFastMutex(&Slots.Ring);
        return 0;
    }
    return 2;
}

static VOID FP_Leave(ULONG Index)
{
    if (FP_Enter(Index) == 2) {
        Slots.Used[Index] = 0;
        ExReleaseFastMutex(&Slots.Ring);
    }
}

// Callers that nobody knows may do so too.
int FP_Exported(ULONG Index)
{
    ExAcquireFastMutex(&Slots.Owner);
    if (Slots.Used[Index] == 0) {
        ExReleaseFastMutex(&Slots.Owner);
        return 0;
    }
    return 3;
}

// What the annotation says of the result, the caller does not keep to.
_When_(return != 0, _Acquires_lock_(Slots.Free))
static BOOLEAN Take(ULONG Index)
{
    ExAcquireFastMutex(&Slots.Free);
    if (Slots.Used[Index] != 0) {
        return FALSE;
    }
    return TRUE;
}

static VOID TakeBad(ULONG Index)
{
    if (Take(Index)) {
        Slots.Used[Index] = 1;
        ExReleaseFastMutex(&Slots.Free);
    }
} // want "TakeBad.*Slots.Free"

static NTSTATUS Create(PDEVICE_OBJECT Device, PIRP Irp)
{
    ULONG index = Device->Flags & 15;

    if (ClaimBad(index) != 0) {
        FP_Leave(index);
    }
    TakeBad(index);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    ExInitializeFastMutex(&Slots.Lock);
    ExInitializeFastMutex(&Slots.Ring);
    ExInitializeFastMutex(&Slots.Owner);
    ExInitializeFastMutex(&Slots.Free);
    Driver->MajorFunction[IRP_MJ_CREATE] = Create;
    return STATUS_SUCCESS;
}
