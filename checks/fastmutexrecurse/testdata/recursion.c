// Mutexes taken again by the thread that holds them.
#include <ntddk.h>

typedef struct _SESSION {
    LIST_ENTRY Link;
    FAST_MUTEX Lock;
    KGUARDED_MUTEX Guard;
    struct _SESSION *Next;
    ULONG Users;
} SESSION, *PSESSION;

static FAST_MUTEX TableLock;
static ULONG TableLength;

static VOID Lock(PSESSION Session)
{
    ExAcquireFastMutex(&Session->Lock);
}

static VOID Unlock(PSESSION Session)
{
    ExReleaseFastMutex(&Session->Lock);
}

static ULONG Users(PSESSION Session)
{
    ULONG users;

    Lock(Session);
    users = Session->Users;
    Unlock(Session);
    return users;
}

static VOID AddUser(PSESSION Session, BOOLEAN Locked)
{
    if (!Locked) {
        ExAcquireFastMutex(&Session->Lock);
    }
    Session->Users++;
    if (!Locked) {
        ExReleaseFastMutex(&Session->Lock);
    }
}

VOID DirectBad(VOID)
{
    ExAcquireFastMutex(&TableLock);
    TableLength++;
    ExAcquireFastMutex(&TableLock); // want "fast mutex `TableLock`"
    ExReleaseFastMutex(&TableLock);
}

VOID GuardedBad(PSESSION Session)
{
    KeAcquireGuardedMutex(&Session->Guard);
    KeAcquireGuardedMutex(&Session->Guard); // want "guarded mutex `Session->Guard`"
    KeReleaseGuardedMutex(&Session->Guard);
}

// Two functions deep; the outer mutex was taken by a helper.
VOID HelperBad(PSESSION Session)
{
    Lock(Session);
    if (Users(Session) == 0) { // want "Session->Lock.*through `Users`"
        Session->Users = 1;
    }
    Unlock(Session);
}

VOID FlagBad(PSESSION Session)
{
    Lock(Session);
    AddUser(Session, FALSE); // want "Session->Lock.*through `AddUser`"
    Unlock(Session);
}

// An early exit forgets the release, and the loop comes round.
VOID LoopBad(PSESSION Session)
{
    while (Session->Users < 10) {
        ExAcquireFastMutex(&Session->Lock); // want "Session->Lock"
        if (TableLength == 0) {
            continue;
        }
        Session->Users++;
        ExReleaseFastMutex(&Session->Lock);
    }
}

VOID FP_Flag(PSESSION Session)
{
    Lock(Session);
    AddUser(Session, TRUE);
    Unlock(Session);
}

VOID FP_OtherInstance(PSESSION a, PSESSION b)
{
    ExAcquireFastMutex(&a->Lock);
    ExAcquireFastMutex(&b->Lock);
    b->Users = Users(b->Next);
    ExReleaseFastMutex(&b->Lock);
    ExReleaseFastMutex(&a->Lock);
}

VOID FP_HandOverHand(PSESSION Session) // incomplete "FP_HandOverHand .*more than 12 locks"
{
    PSESSION next;

    ExAcquireFastMutex(&Session->Lock);
    while (Session->Next != NULL) {
        next = Session->Next;
        ExAcquireFastMutex(&next->Lock);
        next->Users++;
        Session = next;
    }
}

VOID FP_TryAcquire(PSESSION Session)
{
    ExAcquireFastMutex(&Session->Lock);
    if (ExTryToAcquireFastMutex(&Session->Lock)) {
        ExReleaseFastMutex(&Session->Lock);
    }
    ExReleaseFastMutex(&Session->Lock);
}

VOID FP_ReleasedByHelper(PSESSION Session)
{
    Lock(Session);
    Session->Users++;
    Unlock(Session);
    Session->Users = Users(Session);
}

VOID FP_FailedTry(PSESSION Session)
{
    BOOLEAN locked = ExTryToAcquireFastMutex(&Session->Lock);

    if (!locked) {
        ExAcquireFastMutex(&Session->Lock);
    }
    Session->Users++;
    ExReleaseFastMutex(&Session->Lock);
}

VOID Ok(PSESSION Session)
{
    ULONG i;

    for (i = 0; i < 3; i++) {
        ExAcquireFastMutex(&Session->Lock);
        Session->Users += i;
        ExReleaseFastMutex(&Session->Lock);
    }
}

// The object found is the one at hand, which the analysis can't know.
static PSESSION Find(ULONG Id)
{
    UNREFERENCED_PARAMETER(Id);
    return (PSESSION)ExAllocatePool(NonPagedPool, sizeof(SESSION));
}

VOID FN_FoundTwice(VOID)
{
    PSESSION a = Find(1);
    PSESSION b = Find(1);

    ExAcquireFastMutex(&a->Lock);
    ExAcquireFastMutex(&b->Lock);
    ExReleaseFastMutex(&b->Lock);
    ExReleaseFastMutex(&a->Lock);
}

// What a routine of nobody's gives for one object is one object: an accessor of a framework.
PSESSION GetContext(PVOID Object);

VOID AccessorBad(PVOID Object)
{
    ExAcquireFastMutex(&GetContext(Object)->Lock);
    ExAcquireFastMutex(&GetContext(Object)->Lock); // want "is taken here by the thread that holds it"
    ExReleaseFastMutex(&GetContext(Object)->Lock);
}

VOID AccessorOk(PVOID Object, PVOID Other)
{
    ExAcquireFastMutex(&GetContext(Object)->Lock);
    ExAcquireFastMutex(&GetContext(Other)->Lock);
    ExReleaseFastMutex(&GetContext(Other)->Lock);
    ExReleaseFastMutex(&GetContext(Object)->Lock);
}
