// What is inlined by force lies in the section of its callers: a spin lock that it takes is one that they take.
#include <ntddk.h>

typedef struct _SOCKET {
    KSPIN_LOCK Lock;
    PIRP Pended;
} SOCKET, *PSOCKET;

NTSTATUS AcceptBad(PSOCKET Socket, PIRP Irp);
NTSTATUS ListenBad(PSOCKET Socket, PIRP Irp);
NTSTATUS CloseOk(PSOCKET Socket, PIRP Irp);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, AcceptBad)
#pragma alloc_text(PAGE, ListenBad)
#pragma alloc_text(PAGE, CloseOk)
#endif

static __forceinline BOOLEAN Pend(PSOCKET Socket, PIRP Irp)
{
    BOOLEAN free;
    KIRQL old;

    KeAcquireSpinLock(&Socket->Lock, &old);
    free = Socket->Pended == NULL;
    if (free)
        Socket->Pended = Irp;
    KeReleaseSpinLock(&Socket->Lock, old);
    return free;
}

FORCEINLINE BOOLEAN PendUnlessCancelled(PSOCKET Socket, PIRP Irp)
{
    return !Irp->Cancel && Pend(Socket, Irp);
}

/* A compiler may inline this one, or not: it has a section of its own. */
static __inline BOOLEAN PendElsewhere(PSOCKET Socket, PIRP Irp)
{
    BOOLEAN free;
    KIRQL old;

    KeAcquireSpinLock(&Socket->Lock, &old);
    free = Socket->Pended == NULL;
    KeReleaseSpinLock(&Socket->Lock, old);
    return free;
}

NTSTATUS AcceptBad(PSOCKET Socket, PIRP Irp)
{
    PAGED_CODE();
    if (!Pend(Socket, Irp)) // want "`AcceptBad` goes to DISPATCH_LEVEL here, but lies in a section that can be paged out"
        return STATUS_DEVICE_BUSY;
    return STATUS_PENDING;
}

NTSTATUS ListenBad(PSOCKET Socket, PIRP Irp)
{
    PAGED_CODE();
    if (!PendUnlessCancelled(Socket, Irp)) // want "`ListenBad` goes to DISPATCH_LEVEL here"
        return STATUS_DEVICE_BUSY;
    return STATUS_PENDING;
}

NTSTATUS CloseOk(PSOCKET Socket, PIRP Irp)
{
    PAGED_CODE();
    return PendElsewhere(Socket, Irp) ? STATUS_SUCCESS : STATUS_DEVICE_BUSY;
}

NTSTATUS ResidentOk(PSOCKET Socket, PIRP Irp)
{
    return Pend(Socket, Irp) ? STATUS_PENDING : STATUS_DEVICE_BUSY;
}

/* A section may be named for a stretch of the file, too. */
#pragma code_seg("PAGE")
NTSTATUS StretchBad(PSOCKET Socket)
{
    KIRQL old;

    KeAcquireSpinLock(&Socket->Lock, &old); // want "`StretchBad` goes to DISPATCH_LEVEL here"
    Socket->Pended = NULL;
    KeReleaseSpinLock(&Socket->Lock, old);
    return STATUS_SUCCESS;
}

#pragma code_seg(push)
NTSTATUS StretchInlinedBad(PSOCKET Socket, PIRP Irp)
{
    return Pend(Socket, Irp) ? STATUS_PENDING : STATUS_DEVICE_BUSY; // want "`StretchInlinedBad` goes to DISPATCH_LEVEL here"
}
#pragma code_seg()
NTSTATUS BetweenOk(PSOCKET Socket, PIRP Irp)
{
    return Pend(Socket, Irp) ? STATUS_PENDING : STATUS_DEVICE_BUSY;
}
#pragma code_seg(pop)

FORCEINLINE BOOLEAN PendHere(PSOCKET Socket, PIRP Irp)
{
    return Pend(Socket, Irp);
}
#pragma code_seg("INIT")

NTSTATUS InitialOk(PSOCKET Socket, PIRP Irp)
{
    return PendHere(Socket, Irp) ? STATUS_PENDING : STATUS_DEVICE_BUSY;
}
#pragma code_seg(push, "PAGE")
NTSTATUS PushedBad(PSOCKET Socket, PIRP Irp)
{
    return PendHere(Socket, Irp) ? STATUS_PENDING : STATUS_DEVICE_BUSY; // want "`PushedBad` goes to DISPATCH_LEVEL here"
}
#pragma code_seg(pop)

NTSTATUS PoppedOk(PSOCKET Socket, PIRP Irp)
{
    return Pend(Socket, Irp) ? STATUS_PENDING : STATUS_DEVICE_BUSY;
}
