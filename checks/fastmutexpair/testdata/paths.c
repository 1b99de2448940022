// Releases that some paths reach without the mutex.
#include <ntddk.h>

typedef struct _STREAM {
    FAST_MUTEX Lock;
    KGUARDED_MUTEX Guard;
    LIST_ENTRY Blocks;
    ULONG Length;
    ULONG Depth;
    PVOID Owner;
    BOOLEAN Shared;
    BOOLEAN Locked;
} STREAM, *PSTREAM;

VOID Notify(PSTREAM Stream);
NTSTATUS Check(PSTREAM Stream);
VOID LockElsewhere(PFAST_MUTEX Mutex);

static VOID Enter(PSTREAM Stream)
{
    ExAcquireFastMutex(&Stream->Lock);
}

static VOID Leave(PSTREAM Stream)
{
    ExReleaseFastMutex(&Stream->Lock);
}

NTSTATUS CommonExitBad(PSTREAM Stream, PULONG Length)
{
    NTSTATUS status = Check(Stream);

    if (!NT_SUCCESS(status)) {
        goto exit;
    }
    ExAcquireFastMutex(&Stream->Lock);
    *Length = Stream->Length;
exit:
    ExReleaseFastMutex(&Stream->Lock); // want "fast mutex `Stream->Lock` is released here though it is not held: a path that did not take it"
    return status;
}

NTSTATUS HelpersBad(PSTREAM Stream, PULONG Length)
{
    NTSTATUS status = Check(Stream);

    if (!NT_SUCCESS(status)) {
        goto exit;
    }
    Enter(Stream);
    *Length = Stream->Length;
exit:
    Leave(Stream); // want "Stream->Lock"
    return status;
}

NTSTATUS FinallyBad(PSTREAM Stream, PULONG Length)
{
    NTSTATUS status;

    __try {
        status = Check(Stream);
        if (!NT_SUCCESS(status)) {
            __leave;
        }
        KeAcquireGuardedMutex(&Stream->Guard);
        *Length = Stream->Length;
    } __finally {
        KeReleaseGuardedMutex(&Stream->Guard); // want "guarded mutex `Stream->Guard`"
    }
    return status;
}

VOID TwiceBad(PSTREAM Stream)
{
    ExAcquireFastMutex(&Stream->Lock);
    if (Stream->Length == 0) {
        ExReleaseFastMutex(&Stream->Lock);
        Notify(Stream);
    }
    Stream->Locked = FALSE;
    ExReleaseFastMutex(&Stream->Lock); // want "on one path it was released before"
}

VOID TryBad(PSTREAM Stream)
{
    ExTryToAcquireFastMutex(&Stream->Lock);
    Stream->Length++;
    ExReleaseFastMutex(&Stream->Lock); // want "attempt to take it has failed"
}

VOID LoopBad(PSTREAM Stream)
{
    for (;;) {
        if (!NT_SUCCESS(Check(Stream))) {
            break;
        }
        ExAcquireFastMutex(&Stream->Lock);
        if (Stream->Length == 0) {
            break;
        }
        Stream->Locked = TRUE;
        ExReleaseFastMutex(&Stream->Lock);
    }
    ExReleaseFastMutex(&Stream->Lock); // want "Stream->Lock"
}

VOID ConditionBad(PSTREAM Stream)
{
    if (Stream->Shared) {
        ExAcquireFastMutex(&Stream->Lock);
    }
    Stream->Length++;
    ExReleaseFastMutex(&Stream->Lock); // want "Stream->Lock"
}

NTSTATUS OwnExitOk(PSTREAM Stream, PULONG Length)
{
    NTSTATUS status = Check(Stream);

    if (!NT_SUCCESS(status)) {
        goto exit;
    }
    ExAcquireFastMutex(&Stream->Lock);
    *Length = Stream->Length;
    ExReleaseFastMutex(&Stream->Lock);
exit:
    return status;
}

NTSTATUS FP_Flag(PSTREAM Stream, PULONG Length)
{
    BOOLEAN locked = FALSE;
    NTSTATUS status = Check(Stream);

    if (!NT_SUCCESS(status)) {
        goto exit;
    }
    ExAcquireFastMutex(&Stream->Lock);
    locked = TRUE;
    *Length = Stream->Length;
exit:
    if (locked) {
        ExReleaseFastMutex(&Stream->Lock);
    }
    return status;
}

VOID FP_SameCondition(PSTREAM Stream)
{
    if (Stream->Shared) {
        ExAcquireFastMutex(&Stream->Lock);
    }
    Notify(Stream);
    if (Stream->Shared) {
        ExReleaseFastMutex(&Stream->Lock);
    }
}

VOID FP_EarlyReturn(PSTREAM Stream)
{
    if (Stream->Shared) {
        ExAcquireFastMutex(&Stream->Lock);
    }
    Notify(Stream);
    if (!Stream->Shared) {
        return;
    }
    ExReleaseFastMutex(&Stream->Lock);
}

VOID FP_FailedTry(PSTREAM Stream)
{
    BOOLEAN locked = ExTryToAcquireFastMutex(&Stream->Lock);

    if (!locked) {
        Notify(Stream);
        ExAcquireFastMutex(&Stream->Lock);
    }
    Stream->Length++;
    ExReleaseFastMutex(&Stream->Lock);
}

// Called with the mutex or without it: a parameter tells.
static VOID FP_Append(PSTREAM Stream, BOOLEAN Locked)
{
    if (!Locked) {
        ExAcquireFastMutex(&Stream->Lock);
    }
    Stream->Length++;
    ExReleaseFastMutex(&Stream->Lock);
}

VOID AppendOk(PSTREAM Stream)
{
    FP_Append(Stream, FALSE);
    ExAcquireFastMutex(&Stream->Lock);
    Notify(Stream);
    FP_Append(Stream, TRUE);
}

// Called with the mutex held; drops it and takes it again.
static VOID FP_Drop(PSTREAM Stream)
{
    if (Stream->Shared) {
        ExReleaseFastMutex(&Stream->Lock);
        Notify(Stream);
        ExAcquireFastMutex(&Stream->Lock);
    }
    Stream->Length = 0;
    ExReleaseFastMutex(&Stream->Lock);
}

VOID DropOk(PSTREAM Stream)
{
    ExAcquireFastMutex(&Stream->Lock);
    FP_Drop(Stream);
}

VOID FP_Count(PSTREAM Stream)
{
    if (Stream->Depth++ == 0) {
        ExAcquireFastMutex(&Stream->Lock);
    }
    Stream->Length++;
    if (--Stream->Depth == 0) {
        ExReleaseFastMutex(&Stream->Lock);
    }
}

// A lock that its owner may take again, as file systems have it.
#define LockOwned(S)                                    \
    {                                                   \
        PVOID self = PsGetCurrentThread();              \
        if (self != (S)->Owner) {                       \
            ExAcquireFastMutex(&(S)->Lock);             \
            (S)->Owner = self;                          \
        }                                               \
        (S)->Depth += 1;                                \
    }

#define UnlockOwned(S)                                  \
    {                                                   \
        (S)->Depth -= 1;                                \
        if ((S)->Depth == 0) {                          \
            (S)->Owner = NULL;                          \
            ExReleaseFastMutex(&(S)->Lock);             \
        }                                               \
    }

VOID FP_Owned(PSTREAM Stream)
{
    LockOwned(Stream);
    Stream->Length = 0;
    UnlockOwned(Stream);
    Notify(Stream);
    LockOwned(Stream);
    Stream->Length = 1;
    UnlockOwned(Stream);
}

VOID FP_Entrusted(PSTREAM Stream)
{
    if (Stream->Shared) {
        LockElsewhere(&Stream->Lock);
    } else {
        ExAcquireFastMutex(&Stream->Lock);
    }
    Stream->Length++;
    ExReleaseFastMutex(&Stream->Lock);
}

VOID FP_DropInLoop(PSTREAM Stream)
{
    ExAcquireFastMutex(&Stream->Lock);
    while (!IsListEmpty(&Stream->Blocks)) {
        PLIST_ENTRY entry = RemoveHeadList(&Stream->Blocks);

        ExReleaseFastMutex(&Stream->Lock);
        ExFreePool(entry);
        ExAcquireFastMutex(&Stream->Lock);
    }
    ExReleaseFastMutex(&Stream->Lock);
}

// What decides is a member that the function writes itself, but not before.
VOID OwnMemberBad(PSTREAM Stream)
{
    ExAcquireFastMutex(&Stream->Lock);
    if (Stream->Length == 0) {
        ExReleaseFastMutex(&Stream->Lock);
        Notify(Stream);
    }
    Stream->Length = 0;
    ExReleaseFastMutex(&Stream->Lock); // want "Stream->Lock"
}

// A release without any acquisition is the matter of the callers.
VOID FN_NeverTaken(PSTREAM Stream)
{
    if (Stream->Shared) {
        Notify(Stream);
    }
    ExReleaseFastMutex(&Stream->Lock);
}
