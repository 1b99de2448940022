// Releases of locks, and ends of regions, on ways on which they are not held.
#include <ntddk.h>
#include <ntifs.h>

typedef struct _CONTEXT_OBJECT {
    KSPIN_LOCK Lock;
    ERESOURCE Resource;
    ULONG Count;
    BOOLEAN Locked;
} CONTEXT_OBJECT, *PCONTEXT_OBJECT;

static KSPIN_LOCK Table;

VOID Work(PVOID Context);
PCONTEXT_OBJECT FindAndLock(ULONG Key);

// Early ways out come to the release in front of the acquisition.
NTSTATUS QueryBad(ULONG Length, PULONG Count, PCONTEXT_OBJECT Object)
{
    KIRQL irql;
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    if (Length < sizeof(ULONG))
        goto done;
    KeAcquireSpinLock(&Table, &irql);
    *Count = Object->Count;
    status = STATUS_SUCCESS;
done:
    KeReleaseSpinLock(&Table, irql); // want "releases the spin lock `Table` here on a way that has not taken it"
    return status;
}

BOOLEAN CheckBad(PFILE_OBJECT File, PCONTEXT_OBJECT Object)
{
    BOOLEAN possible = FALSE;

    __try {
        if (File->FsContext == NULL)
            __leave;
        FsRtlEnterFileSystem();
        possible = Object->Count > 0;
    } __finally {
        FsRtlExitFileSystem(); // want "leaves the critical region here on a way that has not entered it"
    }
    return possible;
}

// A parameter tells: whoever hands in none may have both.
VOID ParameterOk(PCONTEXT_OBJECT Object, PVOID Buffer)
{
    if (Buffer == NULL)
        goto out;
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Object->Resource, TRUE);
    Work(Buffer);
out:
    ExReleaseResourceLite(&Object->Resource);
    KeLeaveCriticalRegion();
}

VOID TwiceBad(PCONTEXT_OBJECT Object)
{
    KIRQL irql;

    KeAcquireSpinLock(&Object->Lock, &irql);
    if (Object->Count == 0) {
        KeReleaseSpinLock(&Object->Lock, irql);
        Work(NULL);
    }
    KeReleaseSpinLock(&Object->Lock, irql); // want "releases the spin lock `Object->Lock` here a second time"
}

// What nobody knows may take it.
VOID HandedOk(PCONTEXT_OBJECT Object)
{
    KIRQL irql;

    KeAcquireSpinLock(&Object->Lock, &irql);
    if (Object->Count == 0) {
        KeReleaseSpinLock(&Object->Lock, irql);
        Work(Object);
    }
    KeReleaseSpinLock(&Object->Lock, irql);
}

NTSTATUS QueryOk(ULONG Length, PULONG Count, PCONTEXT_OBJECT Object)
{
    KIRQL irql;

    if (Length < sizeof(ULONG))
        return STATUS_INVALID_PARAMETER;
    KeAcquireSpinLock(&Table, &irql);
    *Count = Object->Count;
    KeReleaseSpinLock(&Table, irql);
    return STATUS_SUCCESS;
}

// A parameter says who has it.
VOID ToldOk(PCONTEXT_OBJECT Object, BOOLEAN Locked)
{
    KIRQL irql = PASSIVE_LEVEL;

    if (!Locked)
        KeAcquireSpinLock(&Object->Lock, &irql);
    Object->Count++;
    KeReleaseSpinLock(&Object->Lock, irql);
}

// So does a flag.
VOID FlagOk(PCONTEXT_OBJECT Object)
{
    KIRQL irql;
    BOOLEAN taken = FALSE;

    if (Object->Count > 3) {
        KeAcquireSpinLock(&Object->Lock, &irql);
        taken = TRUE;
    }
    Work(Object);
    if (taken)
        KeReleaseSpinLock(&Object->Lock, irql);
}

VOID MemberOk(PCONTEXT_OBJECT Object)
{
    KIRQL irql;

    if (!Object->Locked)
        KeAcquireSpinLock(&Object->Lock, &irql);
    Work(Object);
    if (!Object->Locked)
        KeReleaseSpinLock(&Object->Lock, irql);
}

// What gives the pointer takes the lock.
VOID FoundOk(ULONG Key, PCONTEXT_OBJECT Known)
{
    PCONTEXT_OBJECT object = Known;
    KIRQL irql = PASSIVE_LEVEL;

    if (Known != NULL)
        KeAcquireSpinLock(&object->Lock, &irql);
    else
        object = FindAndLock(Key);
    object->Count++;
    KeReleaseSpinLock(&object->Lock, irql);
}

// It gives up a lock of its caller, and takes it again.
VOID YieldOk(PCONTEXT_OBJECT Object)
{
    if (Object->Count > 3) {
        KeReleaseSpinLockFromDpcLevel(&Object->Lock);
        Work(Object);
        KeAcquireSpinLockAtDpcLevel(&Object->Lock);
    }
    Object->Count++;
}

// Each round takes it and lets it go.
VOID RoundsOk(PCONTEXT_OBJECT Object)
{
    KIRQL irql;

    KeAcquireSpinLock(&Object->Lock, &irql);
    while (Object->Count > 0) {
        Object->Count--;
        KeReleaseSpinLock(&Object->Lock, irql);
        Work(Object);
        KeAcquireSpinLock(&Object->Lock, &irql);
    }
    KeReleaseSpinLock(&Object->Lock, irql);
}

VOID TriedOk(PCONTEXT_OBJECT Object)
{
    if (!ExAcquireResourceExclusiveLite(&Object->Resource, FALSE)) {
        Work(Object);
        return;
    }
    Object->Count++;
    ExReleaseResourceLite(&Object->Resource);
}

// Who waits gets it, whatever the code makes of the result.
VOID AlwaysOk(PCONTEXT_OBJECT Object)
{
    if (ExAcquireResourceExclusiveLite(&Object->Resource, TRUE))
        Object->Count++;
    ExReleaseResourceLite(&Object->Resource);
}

// Two members that go together are asked about.
VOID TogetherOk(PCONTEXT_OBJECT Object, PCONTEXT_OBJECT Other)
{
    KIRQL irql;

    KeAcquireSpinLock(&Object->Lock, &irql);
    Object->Count++;
    if (Other->Locked)
        KeReleaseSpinLock(&Object->Lock, irql);
    Other->Count++;
    if (Other->Count > 1)
        KeReleaseSpinLock(&Object->Lock, irql);
}
