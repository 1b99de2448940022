// Two locks in both orders.
#include <ntifs.h>

#define LOCK(x) ExAcquireResourceExclusiveLite(&(x)->Lock, TRUE)
#define UNLOCK(x) ExReleaseResourceLite(&(x)->Lock)

typedef struct _VOLUME {
    ERESOURCE Lock;
    ULONG Count;
} VOLUME, *PVOLUME;

typedef struct _FILE {
    ERESOURCE Lock;
    PVOLUME Volume;
    ULONG Count;
} FILE_, *PFILE_;

static FAST_MUTEX First, Second, Outer, Tried, Third, Fourth, Fifth, Sixth;
static ERESOURCE Shared, Other;
static KSPIN_LOCK Spin, Spin2;

VOID GlobalBad(VOID)
{
    ExAcquireFastMutex(&First);
    ExAcquireFastMutex(&Second); // want "`GlobalBad` takes `Second` here with `First` held, and `GlobalOtherBad` \(line [0-9]+\) takes the two in the other order"
    ExReleaseFastMutex(&Second);
    ExReleaseFastMutex(&First);
}

VOID GlobalOtherBad(VOID)
{
    ExAcquireFastMutex(&Second);
    ExAcquireFastMutex(&First);
    ExReleaseFastMutex(&First);
    ExReleaseFastMutex(&Second);
}

static VOID Touch(PVOLUME Volume)
{
    LOCK(Volume);
    Volume->Count++;
    UNLOCK(Volume);
}

VOID MemberBad(PFILE_ File)
{
    LOCK(File);
    Touch(File->Volume); // want "`MemberBad` takes `Volume->Lock` here with `File->Lock` held"
    UNLOCK(File);
}

VOID MemberOtherBad(PVOLUME Volume, PFILE_ File)
{
    LOCK(Volume);
    LOCK(File);
    File->Count = Volume->Count;
    UNLOCK(File);
    UNLOCK(Volume);
}

VOID SpinBad(VOID)
{
    KIRQL irql;

    KeAcquireSpinLock(&Spin, &irql);
    KeAcquireSpinLockAtDpcLevel(&Spin2); // want "`SpinBad` takes `Spin2` here with `Spin` held"
    KeReleaseSpinLockFromDpcLevel(&Spin2);
    KeReleaseSpinLock(&Spin, irql);
}

VOID SpinOtherBad(VOID)
{
    KLOCK_QUEUE_HANDLE handle;

    KeAcquireInStackQueuedSpinLock(&Spin2, &handle);
    KeAcquireSpinLockAtDpcLevel(&Spin);
    KeReleaseSpinLockFromDpcLevel(&Spin);
    KeReleaseInStackQueuedSpinLock(&handle);
}

VOID OuterOk(VOID)
{
    ExAcquireFastMutex(&Outer);
    ExAcquireFastMutex(&Third);
    ExAcquireFastMutex(&Fourth);
    ExReleaseFastMutex(&Fourth);
    ExReleaseFastMutex(&Third);
    ExReleaseFastMutex(&Outer);
}

VOID OuterOtherOk(VOID)
{
    ExAcquireFastMutex(&Outer);
    ExAcquireFastMutex(&Fourth);
    ExAcquireFastMutex(&Third);
    ExReleaseFastMutex(&Third);
    ExReleaseFastMutex(&Fourth);
    ExReleaseFastMutex(&Outer);
}

VOID TriedOk(VOID)
{
    ExAcquireFastMutex(&First);
    ExAcquireFastMutex(&Tried);
    ExReleaseFastMutex(&Tried);
    ExReleaseFastMutex(&First);
}

VOID TriedOtherOk(VOID)
{
    ExAcquireFastMutex(&Tried);
    if (ExTryToAcquireFastMutex(&First)) {
        ExReleaseFastMutex(&First);
    }
    ExReleaseFastMutex(&Tried);
}

VOID SharedOk(VOID)
{
    ExAcquireResourceSharedLite(&Shared, TRUE);
    ExAcquireResourceExclusiveLite(&Other, TRUE);
    ExReleaseResourceLite(&Other);
    ExReleaseResourceLite(&Shared);
}

VOID SharedOtherOk(VOID)
{
    ExAcquireResourceExclusiveLite(&Other, TRUE);
    ExAcquireResourceSharedLite(&Shared, TRUE);
    ExReleaseResourceLite(&Shared);
    ExReleaseResourceLite(&Other);
}

VOID ReleasedOk(VOID)
{
    ExAcquireFastMutex(&Second);
    ExReleaseFastMutex(&Second);
    ExAcquireFastMutex(&Third);
    ExReleaseFastMutex(&Third);
}

// Only the unload routine takes them in this order.
static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    ExAcquireFastMutex(&Fifth);
    ExAcquireFastMutex(&Sixth);
    ExReleaseFastMutex(&Sixth);
    ExReleaseFastMutex(&Fifth);
}

VOID AnytimeOk(VOID)
{
    ExAcquireFastMutex(&Sixth);
    ExAcquireFastMutex(&Fifth);
    ExReleaseFastMutex(&Fifth);
    ExReleaseFastMutex(&Sixth);
}

static VOID Take(PFAST_MUTEX Mutex)
{
    ExAcquireFastMutex(Mutex);
}

// The helper takes what a parameter says: which that is when it is called with another held is not looked for.
VOID FN_Parameter(VOID)
{
    ExAcquireFastMutex(&Outer);
    Take(&First);
    ExReleaseFastMutex(&First);
    ExReleaseFastMutex(&Outer);
}

VOID FN_ParameterOther(VOID)
{
    ExAcquireFastMutex(&First);
    ExAcquireFastMutex(&Outer);
    ExReleaseFastMutex(&Outer);
    ExReleaseFastMutex(&First);
}

static KSPIN_LOCK Left, Right;
static BOOLEAN Swapped;

// That the two can't run at once only a state tells.
VOID FP_State(VOID)
{
    KIRQL irql;

    if (Swapped) {
        KeAcquireSpinLock(&Left, &irql);
        KeAcquireSpinLockAtDpcLevel(&Right); // want "`FP_State` takes `Right` here with `Left` held"
    } else {
        KeAcquireSpinLock(&Right, &irql);
        KeAcquireSpinLockAtDpcLevel(&Left);
    }
    KeReleaseSpinLockFromDpcLevel(&Left);
    KeReleaseSpinLock(&Right, irql);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}

// Two structures that share their head: each has locks of its own.
typedef struct _HEAD {
    ERESOURCE Main;
} HEAD;

typedef struct _VOLUME_ENTRY {
    struct _HEAD;
    ERESOURCE List;
} VOLUME_ENTRY, *PVOLUME_ENTRY;

typedef struct _FILE_ENTRY {
    struct _HEAD;
    PVOLUME_ENTRY Volume;
} FILE_ENTRY, *PFILE_ENTRY;

VOID VolumeFirstOk(PVOLUME_ENTRY Volume)
{
    ExAcquireResourceExclusiveLite(&Volume->Main, TRUE);
    ExAcquireResourceExclusiveLite(&Volume->List, TRUE);
    ExReleaseResourceLite(&Volume->List);
    ExReleaseResourceLite(&Volume->Main);
}

VOID FileSecondOk(PVOLUME_ENTRY Volume, PFILE_ENTRY File)
{
    ExAcquireResourceExclusiveLite(&Volume->List, TRUE);
    ExAcquireResourceExclusiveLite(&File->Main, TRUE);
    ExReleaseResourceLite(&File->Main);
    ExReleaseResourceLite(&Volume->List);
}
