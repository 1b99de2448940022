// Ways out of functions that take a mutex.
#include <ntddk.h>

typedef struct _CACHE {
    FAST_MUTEX Lock;
    KGUARDED_MUTEX Guard;
    LIST_ENTRY Entries;
    ULONG Count;
    ULONG Depth;
    BOOLEAN Closing;
    BOOLEAN Locked;
} CACHE, *PCACHE;

static CACHE GlobalCache;

static VOID Acquire(PCACHE Cache)
{
    ExAcquireFastMutex(&Cache->Lock);
}

static VOID Release(PCACHE Cache)
{
    ExReleaseFastMutex(&Cache->Lock);
}

NTSTATUS EarlyReturnBad(PCACHE Cache, ULONG Size)
{
    PVOID entry;

    ExAcquireFastMutex(&Cache->Lock);
    entry = ExAllocatePoolWithTag(NonPagedPool, Size, 'hcaC');
    if (entry == NULL) {
        Cache->Count = 0;
        return STATUS_INSUFFICIENT_RESOURCES; // want "`EarlyReturnBad` returns here with the fast mutex `Cache->Lock` held, which it releases elsewhere"
    }
    if (Size > 4096) {
        ExReleaseFastMutex(&Cache->Lock);
        ExFreePool(entry);
        return STATUS_INVALID_PARAMETER;
    }
    Cache->Count++;
    ExReleaseFastMutex(&Cache->Lock);
    return STATUS_SUCCESS;
}

// The system calls it: nobody ever releases.
static NTSTATUS DispatchBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PCACHE cache = Device->DeviceExtension;

    Acquire(cache);
    if (cache->Closing) {
        Irp->IoStatus.Status = STATUS_DELETE_PENDING;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        return STATUS_DELETE_PENDING; // want "DispatchBad.*cache->Lock"
    }
    Release(cache);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

VOID GuardedBad(PCACHE Cache)
{
    KeAcquireGuardedMutex(&Cache->Guard);
    if (Cache->Count == 0) {
        return; // want "guarded mutex `Cache->Guard`.*guarded region"
    }
    Cache->Count--;
    KeReleaseGuardedMutex(&Cache->Guard);
}

VOID UnsafeBad(PCACHE Cache)
{
    KeEnterCriticalRegion();
    ExAcquireFastMutexUnsafe(&Cache->Lock);
    if (Cache->Count == 0) {
        KeLeaveCriticalRegion();
        return; // want "it stays taken"
    }
    Cache->Count--;
    ExReleaseFastMutexUnsafe(&Cache->Lock);
    KeLeaveCriticalRegion();
}

VOID LoopBad(PCACHE Cache)
{
    ULONG i;

    for (i = 0; i < 8; i++) {
        ExAcquireFastMutex(&Cache->Lock);
        if (Cache->Count == i) {
            break;
        }
        ExReleaseFastMutex(&Cache->Lock);
    }
} // want "LoopBad.*Cache->Lock"

NTSTATUS ExceptionBad(PCACHE Cache, PVOID User)
{
    NTSTATUS status = STATUS_SUCCESS;

    __try {
        ExAcquireFastMutex(&Cache->Lock);
        ProbeForRead(User, sizeof(ULONG), 1);
        Cache->Count = *(PULONG)User;
        ExReleaseFastMutex(&Cache->Lock);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    return status; // want "ExceptionBad"
}

VOID GlobalBad(ULONG Value)
{
    ExAcquireFastMutex(&GlobalCache.Lock);
    switch (Value) {
    case 0:
        GlobalCache.Count = 0;
        ExReleaseFastMutex(&GlobalCache.Lock);
        break;
    case 1:
        GlobalCache.Count = 1;
        break;
    default:
        ExReleaseFastMutex(&GlobalCache.Lock);
        break;
    }
} // want "GlobalBad.*GlobalCache.Lock"

VOID Register(PDRIVER_OBJECT Driver)
{
    Driver->MajorFunction[IRP_MJ_READ] = DispatchBad;
}

VOID CallGlobal(ULONG Value)
{
    GlobalBad(Value);
}

VOID AllWaysOk(PCACHE Cache)
{
    ExAcquireFastMutex(&Cache->Lock);
    if (Cache->Count == 0) {
        ExReleaseFastMutex(&Cache->Lock);
        return;
    }
    Cache->Count--;
    ExReleaseFastMutex(&Cache->Lock);
}

NTSTATUS FinallyOk(PCACHE Cache, PVOID User)
{
    ExAcquireFastMutex(&Cache->Lock);
    __try {
        if (Cache->Closing) {
            return STATUS_DELETE_PENDING;
        }
        ProbeForRead(User, sizeof(ULONG), 1);
        Cache->Count++;
    } __finally {
        ExReleaseFastMutex(&Cache->Lock);
    }
    return STATUS_SUCCESS;
}

NTSTATUS FP_CommonExit(PCACHE Cache, ULONG Size)
{
    NTSTATUS status = STATUS_SUCCESS;
    BOOLEAN locked = FALSE;

    if (Size == 0) {
        status = STATUS_INVALID_PARAMETER;
        goto exit;
    }
    ExAcquireFastMutex(&Cache->Lock);
    locked = TRUE;
    if (Cache->Closing) {
        status = STATUS_DELETE_PENDING;
        goto exit;
    }
    Cache->Count++;
exit:
    if (locked) {
        ExReleaseFastMutex(&Cache->Lock);
    }
    return status;
}

// Whether it is held, a member tells that other functions write.
VOID Notify(PCACHE Cache);

VOID FP_Member(PCACHE Cache)
{
    ExAcquireFastMutex(&Cache->Lock);
    Cache->Locked = TRUE;
    Notify(Cache);
    if (Cache->Locked) {
        ExReleaseFastMutex(&Cache->Lock);
    }
}

// Wrappers: the result tells.
static BOOLEAN FP_Enter(PCACHE Cache)
{
    ExAcquireFastMutex(&Cache->Lock);
    if (Cache->Closing) {
        ExReleaseFastMutex(&Cache->Lock);
        return FALSE;
    }
    return TRUE;
}

VOID EnterOk(PCACHE Cache)
{
    if (FP_Enter(Cache)) {
        Cache->Count++;
        ExReleaseFastMutex(&Cache->Lock);
    }
}

static PLIST_ENTRY FP_Find(PCACHE Cache)
{
    PLIST_ENTRY entry;

    ExAcquireFastMutex(&Cache->Lock);
    entry = IsListEmpty(&Cache->Entries) ? NULL : Cache->Entries.Flink;
    if (entry == NULL) {
        ExReleaseFastMutex(&Cache->Lock);
    }
    return entry;
}

VOID FindOk(PCACHE Cache)
{
    PLIST_ENTRY entry = FP_Find(Cache);

    if (entry == NULL) {
        return;
    }
    RemoveEntryList(entry);
    Release(Cache);
}

// One mutex for each bucket; no bucket has the index -1, for which nothing is taken.
typedef struct _MAP {
    PKGUARDED_MUTEX Locks;
    PULONG Values;
    ULONG Buckets;
} MAP, *PMAP;

static LONG LockBucket(PMAP Map, ULONG Key)
{
    ULONG index = Key % 31;

    if (index >= Map->Buckets) {
        return -1;
    }
    KeAcquireGuardedMutex(&Map->Locks[index]);
    return index;
}

VOID FP_Bucket(PMAP Map, ULONG Key)
{
    LONG index = LockBucket(Map, Key);

    if (index == -1) {
        return;
    }
    Map->Values[index]++;
    KeReleaseGuardedMutex(&Map->Locks[index]);
}

VOID BucketBad(PMAP Map, ULONG Key)
{
    LONG index = LockBucket(Map, Key);

    if (index == -1) {
        return;
    }
    if (Map->Values[index] == 0) {
        return; // want "BucketBad.*Map->Locks"
    }
    Map->Values[index]--;
    KeReleaseGuardedMutex(&Map->Locks[index]);
}

// The mutex goes up through two functions, of which one changes the result.
static PVOID FP_Reserve(PCACHE Cache, ULONG Size)
{
    ExAcquireFastMutex(&Cache->Lock);
    if (Size > Cache->Depth) {
        ExReleaseFastMutex(&Cache->Lock);
        return NULL;
    }
    return &Cache->Entries;
}

static ULONG FP_ReserveLength(PCACHE Cache, ULONG Size)
{
    PLIST_ENTRY entry = FP_Reserve(Cache, Size);

    if (entry != NULL) {
        entry->Flink = NULL;
        return Cache->Count; // never 0 here, which nothing shows
    }
    return 0;
}

VOID ReserveOk(PCACHE Cache)
{
    if (FP_ReserveLength(Cache, 1) != 0) {
        ExReleaseFastMutex(&Cache->Lock);
    }
}

// A parameter chooses; both kinds of caller know.
static VOID FP_Trim(PCACHE Cache, BOOLEAN KeepLocked)
{
    ExAcquireFastMutex(&Cache->Lock);
    Cache->Count = 0;
    if (!KeepLocked) {
        ExReleaseFastMutex(&Cache->Lock);
    }
}

VOID TrimOk(PCACHE Cache)
{
    FP_Trim(Cache, FALSE);
    FP_Trim(Cache, TRUE);
    Cache->Closing = TRUE;
    ExReleaseFastMutex(&Cache->Lock);
}

// It is called with the mutex held, and returns so.
static NTSTATUS FP_Retake(PCACHE Cache)
{
    ExReleaseFastMutex(&Cache->Lock);
    Notify(Cache);
    ExAcquireFastMutex(&Cache->Lock);
    while (Cache->Closing) {
        ExReleaseFastMutex(&Cache->Lock);
        Notify(Cache);
        ExAcquireFastMutex(&Cache->Lock);
    }
    return STATUS_SUCCESS;
}

VOID RetakeOk(PCACHE Cache)
{
    ExAcquireFastMutex(&Cache->Lock);
    FP_Retake(Cache);
    ExReleaseFastMutex(&Cache->Lock);
}

static VOID FP_WaitUntilIdle(PCACHE Cache)
{
    ExAcquireFastMutex(&Cache->Lock);
    while (Cache->Count != 0) {
        ExReleaseFastMutex(&Cache->Lock);
        Notify(Cache);
        ExAcquireFastMutex(&Cache->Lock);
    }
}

VOID IdleOk(PCACHE Cache)
{
    FP_WaitUntilIdle(Cache);
    ExReleaseFastMutex(&Cache->Lock);
}

// A count of entries by the same thread.
VOID FP_Recursive(PCACHE Cache)
{
    if (Cache->Depth++ == 0) {
        ExAcquireFastMutex(&Cache->Lock);
    }
    Cache->Count++;
    if (--Cache->Depth == 0) {
        ExReleaseFastMutex(&Cache->Lock);
    }
}

VOID FP_TryOk(PCACHE Cache)
{
    if (!ExTryToAcquireFastMutex(&Cache->Lock)) {
        return;
    }
    Cache->Count++;
    ExReleaseFastMutex(&Cache->Lock);
}

// The mutex is given to a function of which nothing is known.
VOID UnlockElsewhere(PFAST_MUTEX Mutex);

VOID FP_Entrusted(PCACHE Cache)
{
    ExAcquireFastMutex(&Cache->Lock);
    if (Cache->Count == 0) {
        UnlockElsewhere(&Cache->Lock);
        return;
    }
    ExReleaseFastMutex(&Cache->Lock);
}

// A release in the body of an `if` is left alone: what is tested may tell whether the mutex is held.
VOID FN_ReleaseInIf(PCACHE Cache)
{
    ExAcquireFastMutex(&Cache->Lock);
    if (Cache->Count != 0) {
        Cache->Count = 0;
        ExReleaseFastMutex(&Cache->Lock);
    }
}

// Never released by the function: for all one knows it is a lock wrapper.
NTSTATUS FN_NeverReleased(PCACHE Cache)
{
    ExAcquireFastMutex(&Cache->Lock);
    if (Cache->Closing) {
        return STATUS_DELETE_PENDING;
    }
    Cache->Count++;
    return STATUS_SUCCESS;
}

// Exported: a caller outside may release where it sees the error.
NTSTATUS FN_Exported(PCACHE Cache)
{
    ExAcquireFastMutex(&Cache->Lock);
    if (Cache->Closing) {
        return STATUS_DELETE_PENDING;
    }
    ExReleaseFastMutex(&Cache->Lock);
    return STATUS_SUCCESS;
}

// Of a loop the path tells the last round.
static FAST_MUTEX NamesLock;
static ULONG Names[3];

VOID CountBad(ULONG Name, BOOLEAN (*Same)(ULONG, ULONG))
{
    ULONG i;

    ExAcquireFastMutex(&NamesLock);
    for (i = 0; i < 3; i++) {
        if (Same(Names[i], Name)) {
            break;
        }
    }
    if (i == 3) {
        return; // want "returns here with the fast mutex `NamesLock` held"
    }
    Names[i]++;
    ExReleaseFastMutex(&NamesLock);
}

// The mutex of a cache is held where there is the cache.
NTSTATUS NowhereOk(PCACHE *Where)
{
    PCACHE cache = *Where;
    NTSTATUS status = STATUS_SUCCESS;

    ExAcquireFastMutex(&cache->Lock);
    if (cache->Count == 0) {
        status = STATUS_UNSUCCESSFUL;
        goto Done;
    }
    cache->Count--;
Done:
    if (cache != NULL) {
        ExReleaseFastMutex(&cache->Lock);
    } else {
        status = STATUS_NOT_FOUND;
    }
    return status;
}

NTSTATUS NowhereBad(PCACHE *Where)
{
    PCACHE cache = Where[0], other = Where[1];
    NTSTATUS status = STATUS_SUCCESS;

    ExAcquireFastMutex(&cache->Lock);
    if (cache->Count == 0) {
        status = STATUS_UNSUCCESSFUL;
        goto Done;
    }
    cache->Count--;
Done:
    if (other != NULL) {
        ExReleaseFastMutex(&cache->Lock);
    } else {
        status = STATUS_NOT_FOUND;
    }
    return status; // want "returns here with the fast mutex `cache->Lock` held"
}
