// Ways out of functions that take a lock.
#include <ntifs.h>

typedef struct _VOLUME {
    ERESOURCE Resource;
    EX_PUSH_LOCK Push;
    KSPIN_LOCK Spin;
    KMUTEX Mutex;
    KSEMAPHORE Gate;
    LIST_ENTRY Entries;
    ULONG Count;
    BOOLEAN Locked;
} VOLUME, *PVOLUME;

static VOLUME Global;

NTSTATUS ResourceBad(PVOLUME Volume)
{
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Volume->Resource, TRUE);
    if (Volume->Count == 0) {
        return STATUS_NOT_FOUND; // want "`ResourceBad` returns here with the resource `Volume->Resource` held, which other ways through it undo"
    }
    Volume->Count--;
    ExReleaseResourceLite(&Volume->Resource);
    KeLeaveCriticalRegion();
    return STATUS_SUCCESS;
}

NTSTATUS RegionBad(PVOLUME Volume)
{
    KeEnterCriticalRegion();
    ExAcquireResourceSharedLite(&Volume->Resource, TRUE);
    if (Volume->Count == 0) {
        ExReleaseResourceLite(&Volume->Resource);
        return STATUS_NOT_FOUND; // want "returns here in the critical region, which other ways through it undo: the thread goes on without APCs"
    }
    ExReleaseResourceLite(&Volume->Resource);
    KeLeaveCriticalRegion();
    return STATUS_SUCCESS;
}

VOID FileSystemBad(PVOLUME Volume)
{
    FsRtlEnterFileSystem();
    if (Volume->Count == 0) {
        return; // want "in the critical region"
    }
    Volume->Count = 0;
    FsRtlExitFileSystem();
}

VOID SpinBad(PVOLUME Volume, ULONG Wanted)
{
    KIRQL irql;
    ULONG i;

    KeAcquireSpinLock(&Volume->Spin, &irql);
    for (i = 0; i < Volume->Count; i++) {
        if (i == Wanted) {
            return; // want "the spin lock `Volume->Spin` held.*stays at the level of the lock"
        }
    }
    KeReleaseSpinLock(&Volume->Spin, irql);
}

VOID QueuedBad(PVOLUME Volume)
{
    KLOCK_QUEUE_HANDLE handle;

    KeAcquireInStackQueuedSpinLock(&Volume->Spin, &handle);
    if (Volume->Count == 0) {
        return; // want "the spin lock `Volume->Spin` held"
    }
    Volume->Count--;
    KeReleaseInStackQueuedSpinLock(&handle);
}

VOID CancelBad(PIRP Irp)
{
    KIRQL irql;

    IoAcquireCancelSpinLock(&irql);
    if (Irp->Cancel) {
        return; // want "with the lock that `IoReleaseCancelSpinLock` releases held"
    }
    IoSetCancelRoutine(Irp, NULL);
    IoReleaseCancelSpinLock(irql);
}

NTSTATUS MutexBad(PVOLUME Volume)
{
    NTSTATUS status = STATUS_SUCCESS;

    KeWaitForSingleObject(&Volume->Mutex, Executive, KernelMode, FALSE, NULL);
    if (Volume->Count > 8) {
        status = STATUS_QUOTA_EXCEEDED;
        goto out;
    }
    Volume->Count++;
    KeReleaseMutex(&Volume->Mutex, FALSE);
out:
    return status; // want "the mutex `Volume->Mutex` held"
}

VOID SemaphoreBad(PVOLUME Volume)
{
    KeWaitForSingleObject(&Volume->Gate, Executive, KernelMode, FALSE, NULL);
    if (Volume->Count == 0) {
        return; // want "the semaphore `Volume->Gate` held"
    }
    Volume->Count--;
    KeReleaseSemaphore(&Volume->Gate, IO_NO_INCREMENT, 1, FALSE);
}

VOID SwitchBad(ULONG Value)
{
    KIRQL irql;

    KeAcquireSpinLock(&Global.Spin, &irql);
    switch (Value) {
    case 0:
        KeReleaseSpinLock(&Global.Spin, irql);
        break;
    case 1:
        Global.Count = 1;
        break;
    default:
        KeReleaseSpinLock(&Global.Spin, irql);
        break;
    }
} // want "the spin lock `Global.Spin` held"

VOID TriedBad(PVOLUME Volume)
{
    KeEnterCriticalRegion();
    if (!ExAcquireResourceExclusiveLite(&Volume->Resource, FALSE)) {
        KeLeaveCriticalRegion();
        return;
    }
    if (Volume->Count == 0) {
        KeLeaveCriticalRegion();
        return; // want "the resource `Volume->Resource` held"
    }
    ExReleaseResourceLite(&Volume->Resource);
    KeLeaveCriticalRegion();
}

VOID LeaveBad(PVOLUME Volume)
{
    KeEnterCriticalRegion();
    ExAcquirePushLockExclusive(&Volume->Push);
    __try {
        if (Volume->Count == 0) {
            __leave;
        }
        Volume->Count--;
        ExReleasePushLockExclusive(&Volume->Push);
    } __finally {
        KeLeaveCriticalRegion();
    }
} // want "the push lock `Volume->Push` held"

VOID FinallyOk(PVOLUME Volume)
{
    KeEnterCriticalRegion();
    ExAcquirePushLockExclusive(&Volume->Push);
    __try {
        if (Volume->Count == 0) {
            __leave;
        }
        Volume->Count--;
    } __finally {
        ExReleasePushLockExclusive(&Volume->Push);
        KeLeaveCriticalRegion();
    }
}

VOID TriedOk(PVOLUME Volume)
{
    BOOLEAN locked;

    KeEnterCriticalRegion();
    locked = ExAcquireResourceExclusiveLite(&Volume->Resource, FALSE);
    if (locked) {
        Volume->Count = 0;
        ExReleaseResourceLite(&Volume->Resource);
    }
    KeLeaveCriticalRegion();
}

VOID FlagOk(PVOLUME Volume, BOOLEAN Take)
{
    BOOLEAN taken = FALSE;

    KeEnterCriticalRegion();
    if (Take) {
        ExAcquireResourceExclusiveLite(&Volume->Resource, TRUE);
        taken = TRUE;
    }
    Volume->Count = 0;
    if (taken) {
        ExReleaseResourceLite(&Volume->Resource);
    }
    KeLeaveCriticalRegion();
}

// A condition of which nothing is known tells whether it is held.
VOID UnknownOk(PVOLUME Volume)
{
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Volume->Resource, TRUE);
    if (ExIsResourceAcquiredExclusiveLite(&Volume->Resource) > 1) {
        ExReleaseResourceLite(&Volume->Resource);
    }
    KeLeaveCriticalRegion();
}

// Who gets TRUE has the lock.
BOOLEAN LookOk(PVOLUME Volume)
{
    KeEnterCriticalRegion();
    ExAcquireResourceSharedLite(&Volume->Resource, TRUE);
    if (Volume->Count != 0) {
        return TRUE;
    }
    ExReleaseResourceLite(&Volume->Resource);
    KeLeaveCriticalRegion();
    return FALSE;
}

static ULONG KeepOnFull(PVOLUME Volume)
{
    KeWaitForSingleObject(&Volume->Mutex, Executive, KernelMode, FALSE, NULL);
    if (Volume->Count > 8) {
        return 1;
    }
    if (Volume->Count > 16) {
        return 2;
    }
    KeReleaseMutex(&Volume->Mutex, FALSE);
    return 0;
}

// The caller tells by the result, and releases.
VOID CallerOk(PVOLUME Volume)
{
    if (KeepOnFull(Volume) != 0) {
        KeReleaseMutex(&Volume->Mutex, FALSE);
    }
}

// The work item that is queued releases what was taken.
VOID HandOverOk(PVOLUME Volume, PIO_WORKITEM Item, PIO_WORKITEM_ROUTINE Routine)
{
    ExAcquireResourceExclusiveLite(&Volume->Resource, TRUE);
    if (Volume->Count != 0) {
        IoQueueWorkItem(Item, Routine, DelayedWorkQueue, Volume);
        return;
    }
    ExReleaseResourceLite(&Volume->Resource);
}

VOID OwnerOk(PVOLUME Volume)
{
    ExAcquireResourceExclusiveLite(&Volume->Resource, TRUE);
    if (Volume->Count != 0) {
        ExSetResourceOwnerPointer(&Volume->Resource, (PVOID)((ULONG_PTR)Volume | 3));
        return;
    }
    ExReleaseResourceLite(&Volume->Resource);
}

VOID AgainOk(PVOLUME Volume)
{
    KIRQL irql;

    KeAcquireSpinLock(&Volume->Spin, &irql);
    while (Volume->Count != 0) {
        KeReleaseSpinLock(&Volume->Spin, irql);
        KeAcquireSpinLock(&Volume->Spin, &irql);
    }
    KeReleaseSpinLock(&Volume->Spin, irql);
}

VOID ArrayOk(PVOLUME Volumes, ULONG Count)
{
    ULONG i;

    KeEnterCriticalRegion();
    for (i = 0; i < Count; i++) {
        ExAcquireResourceExclusiveLite(&Volumes[i].Resource, TRUE);
    }
    for (i = 0; i < Count; i++) {
        ExReleaseResourceLite(&Volumes[i].Resource);
    }
    KeLeaveCriticalRegion();
}

// The status of a wait says whether it has the mutex.
NTSTATUS StatusOk(PVOLUME Volume)
{
    NTSTATUS status;

    status = KeWaitForSingleObject(&Volume->Mutex, Executive, KernelMode, FALSE, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    Volume->Count++;
    KeReleaseMutex(&Volume->Mutex, FALSE);
    return STATUS_SUCCESS;
}

VOID ComparedOk(PVOLUME Volume)
{
    if (STATUS_SUCCESS == KeWaitForSingleObject(&Volume->Mutex, Executive, KernelMode, FALSE, NULL)) {
        Volume->Count++;
        KeReleaseMutex(&Volume->Mutex, FALSE);
    }
}

NTSTATUS StatusBad(PVOLUME Volume)
{
    NTSTATUS status = KeWaitForSingleObject(&Volume->Mutex, Executive, KernelMode, FALSE, NULL);

    if (status != STATUS_SUCCESS) {
        return status;
    }
    if (Volume->Count == 0) {
        return STATUS_DEVICE_NOT_READY; // want "the mutex `Volume->Mutex` held"
    }
    Volume->Count++;
    KeReleaseMutex(&Volume->Mutex, FALSE);
    return STATUS_SUCCESS;
}

// What a flag of the caller asks for.
PVOID AskedOk(PVOLUME Volume, PKIRQL Irql)
{
    KIRQL irql;
    PVOID first;

    KeAcquireSpinLock(&Volume->Spin, &irql);
    first = Volume->Entries.Flink;
    if (Irql != NULL) {
        *Irql = irql;
    } else {
        KeReleaseSpinLock(&Volume->Spin, irql);
    }
    return first;
}

// A pointer that is looked at again, and flags within.
VOID NestedOk(PVOLUME Volume)
{
    BOOLEAN taken = FALSE;
    PVOLUME volume = Volume->Entries.Flink == NULL ? NULL : Volume;

    if (volume != NULL) {
        ExAcquireResourceExclusiveLite(&volume->Resource, TRUE);
        taken = TRUE;
    }
    if (volume) {
        if (taken) {
            if (volume->Count != 0) {
                volume->Count = 0;
            }
            ExReleaseResourceLite(&volume->Resource);
        }
    }
}

// A bound and its opposite, and a number that lies beyond it.
VOID SidesOk(PVOLUME Volume, LONG Which)
{
    KIRQL irql = 0;

    if (Which >= 0) {
        KeAcquireSpinLock(&Volume->Spin, &irql);
    }
    if (Which == -1 || 1 == Which) {
        Volume->Count++;
    }
    if (Which < 0) {
        Volume->Count--;
    } else {
        KeReleaseSpinLock(&Volume->Spin, irql);
    }
}

VOID ReadCounts(PVOLUME Volume, PULONG Counts, PULONG Count);

// The address of a variable is never NULL: a way that says it is does not exist.
VOID AddressOk(PVOLUME Volume)
{
    ULONG counts[4];
    ULONG count;
    KIRQL irql;

    KeAcquireSpinLock(&Volume->Spin, &irql);
    ReadCounts(Volume, counts, &count);
    if (!counts || &count == NULL) {
        return;
    }
    Volume->Count = counts[0] + count;
    KeReleaseSpinLock(&Volume->Spin, irql);
}

// A corrupt list stops the system: nothing is left on these ways.
BOOLEAN CorruptOk(PVOLUME Volume, PLIST_ENTRY List)
{
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Volume->Resource, TRUE);
    if (List->Flink->Blink == List) {
        Volume->Count++;
        ExReleaseResourceLite(&Volume->Resource);
        KeLeaveCriticalRegion();
        return TRUE;
    }
    __fastfail(3);
}

VOID ForgottenBad(PVOLUME Volume, PLIST_ENTRY List)
{
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Volume->Resource, TRUE);
    if (List->Flink == NULL) {
        KeBugCheckEx(0xE2, 0, 0, 0, 0);
    }
    if (List->Flink != List) {
        Volume->Count++;
        ExReleaseResourceLite(&Volume->Resource);
        KeLeaveCriticalRegion();
        return;
    }
    KeLeaveCriticalRegion();
} // want "returns here with the resource"
