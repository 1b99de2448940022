// Locks as they look in drivers that grew: tables of pointers, arrays, locals, globals.
#include <fltKernel.h>

#define BUCKETS 16

typedef VOID (*PACQUIRE)(PFAST_MUTEX);
typedef VOID (*PRELEASE)(PFAST_MUTEX);

typedef struct _IMPORT_TABLE {
    PACQUIRE Acquire;
    PRELEASE Release;
} IMPORT_TABLE;

typedef struct _BUCKET {
    FAST_MUTEX Lock;
    LIST_ENTRY Head;
    KEVENT Changed;
} BUCKET, *PBUCKET;

static IMPORT_TABLE Table = { ExAcquireFastMutex, ExReleaseFastMutex };
static BUCKET Buckets[BUCKETS];
static FAST_MUTEX GlobalLock;
static KEVENT GlobalEvent;
static struct {
    KGUARDED_MUTEX Guard;
    KEVENT Event;
} Globals;

static ULONG Hash(PVOID Key)
{
    return (ULONG)((ULONG_PTR)Key >> 4) % BUCKETS;
}

static PBUCKET BucketOf(PVOID Key)
{
    return &Buckets[Hash(Key)];
}

VOID GlobalBad(VOID)
{
    ExAcquireFastMutex(&GlobalLock);
    KeWaitForSingleObject(&GlobalEvent, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*GlobalLock"
    ExReleaseFastMutex(&GlobalLock);
}

VOID GlobalFieldBad(VOID)
{
    KeAcquireGuardedMutex(&Globals.Guard);
    KeWaitForSingleObject(&Globals.Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*Globals.Guard"
    KeReleaseGuardedMutex(&Globals.Guard);
}

VOID TableBad(VOID)
{
    Table.Acquire(&GlobalLock);
    KeWaitForSingleObject(&GlobalEvent, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*GlobalLock"
    Table.Release(&GlobalLock);
}

VOID IndexBad(PVOID Key)
{
    ULONG i = Hash(Key);

    ExAcquireFastMutex(&Buckets[i].Lock);
    KeWaitForSingleObject(&Buckets[i].Changed, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*Buckets\\[i\\].Lock"
    ExReleaseFastMutex(&Buckets[i].Lock);
}

VOID CallResultBad(PVOID Key)
{
    PBUCKET bucket = BucketOf(Key);

    ExAcquireFastMutex(&bucket->Lock);
    KeWaitForSingleObject(&bucket->Changed, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*bucket->Lock"
    ExReleaseFastMutex(&bucket->Lock);
}

VOID LocalBad(PKEVENT Event)
{
    FAST_MUTEX mutex;

    ExInitializeFastMutex(&mutex);
    ExAcquireFastMutex(&mutex);
    KeWaitForSingleObject(Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*mutex"
    ExReleaseFastMutex(&mutex);
}

VOID ParameterBad(PFAST_MUTEX Mutex, PKEVENT Event)
{
    ExAcquireFastMutex(Mutex);
    KeWaitForSingleObject(Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*Mutex"
    ExReleaseFastMutex(Mutex);
}

// Sends the request down and waits for it.
NTSTATUS ForwardBad(PDEVICE_OBJECT Lower, PIRP Irp)
{
    NTSTATUS status;

    ExAcquireFastMutex(&GlobalLock);
    status = IoCallDriver(Lower, Irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&GlobalEvent, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*GlobalLock"
        status = Irp->IoStatus.Status;
    }
    ExReleaseFastMutex(&GlobalLock);
    return status;
}

// Two mutexes are held: the wait is as bad for either, the inner one is named at least.
VOID NestedBad(PVOID Key)
{
    PBUCKET bucket = BucketOf(Key);

    ExAcquireFastMutex(&GlobalLock);
    ExAcquireFastMutex(&bucket->Lock);
    ExReleaseFastMutex(&bucket->Lock);
    KeWaitForSingleObject(&bucket->Changed, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*GlobalLock"
    ExReleaseFastMutex(&GlobalLock);
}

VOID IndexOk(PVOID Key)
{
    ExAcquireFastMutex(&Buckets[Hash(Key)].Lock);
    InitializeListHead(&Buckets[Hash(Key)].Head);
    ExReleaseFastMutex(&Buckets[Hash(Key)].Lock);
    KeWaitForSingleObject(&GlobalEvent, Executive, KernelMode, FALSE, NULL);
}

VOID CallResultOk(PVOID Key)
{
    ExAcquireFastMutex(&BucketOf(Key)->Lock);
    ExReleaseFastMutex(&BucketOf(Key)->Lock);
    KeWaitForSingleObject(&GlobalEvent, Executive, KernelMode, FALSE, NULL);
}

VOID TableOk(VOID)
{
    Table.Acquire(&GlobalLock);
    Table.Release(&GlobalLock);
    KeWaitForSingleObject(&GlobalEvent, Executive, KernelMode, FALSE, NULL);
}

VOID EachOk(VOID)
{
    ULONG i;

    for (i = 0; i < BUCKETS; i++) {
        ExAcquireFastMutex(&Buckets[i].Lock);
        InitializeListHead(&Buckets[i].Head);
        ExReleaseFastMutex(&Buckets[i].Lock);
        KeWaitForSingleObject(&Buckets[i].Changed, Executive, KernelMode, FALSE, NULL);
    }
}

// Every element is taken and given back before anything waits.
VOID AllOk(VOID) // incomplete "AllOk .*more than 12 locks"
{
    ULONG i;

    for (i = 0; i < BUCKETS; i++) {
        ExAcquireFastMutex(&Buckets[i].Lock);
    }
    for (i = BUCKETS; i != 0; i--) {
        ExReleaseFastMutex(&Buckets[i - 1].Lock);
    }
    KeWaitForSingleObject(&GlobalEvent, Executive, KernelMode, FALSE, NULL);
}

// The request goes down without the mutex.
NTSTATUS ForwardOk(PDEVICE_OBJECT Lower, PIRP Irp)
{
    NTSTATUS status;

    ExAcquireFastMutex(&GlobalLock);
    KeClearEvent(&GlobalEvent);
    ExReleaseFastMutex(&GlobalLock);

    status = IoCallDriver(Lower, Irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&GlobalEvent, Executive, KernelMode, FALSE, NULL);
        status = Irp->IoStatus.Status;
    }
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    ULONG i;

    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeFastMutex(&GlobalLock);
    KeInitializeEvent(&GlobalEvent, NotificationEvent, FALSE);
    KeInitializeGuardedMutex(&Globals.Guard);
    KeInitializeEvent(&Globals.Event, NotificationEvent, FALSE);
    for (i = 0; i < BUCKETS; i++) {
        ExInitializeFastMutex(&Buckets[i].Lock);
        KeInitializeEvent(&Buckets[i].Changed, SynchronizationEvent, FALSE);
    }
    return STATUS_SUCCESS;
}
