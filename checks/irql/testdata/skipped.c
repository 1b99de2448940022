// Wrappers that do nothing for NULL, or where a flag says so: what is not known when the lock is given back is not
// taken to have changed since it was taken.
#include <ntddk.h>

typedef struct _LOCK {
    KSPIN_LOCK Spin;
    KIRQL Old;
    BOOLEAN Ready;
} LOCK;

typedef struct _LIST {
    LOCK *Lock;
    ULONG Count;
} LIST;

static LIST *Names;
VOID Forget(LIST *List, PVOID Item);
VOID Refill(LOCK *Lock);

static VOID Lock(LOCK *l)
{
    KIRQL old;

    if (l == NULL)
        return;
    KeAcquireSpinLock(&l->Spin, &old);
    l->Old = old;
}

static VOID Unlock(LOCK *l)
{
    if (l == NULL)
        return;
    KeReleaseSpinLock(&l->Spin, l->Old);
}

static VOID LockIfReady(LOCK *l)
{
    KIRQL old;

    if (!l->Ready)
        return;
    KeAcquireSpinLock(&l->Spin, &old);
    l->Old = old;
}

static VOID UnlockIfReady(LOCK *l)
{
    if (!l->Ready)
        return;
    KeReleaseSpinLock(&l->Spin, l->Old);
}

static NTSTATUS CreateOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    Lock(Names->Lock);
    Forget(Names, Device);
    Unlock(Names->Lock);
    ZwClose(Irp->Tail.Overlay.DriverContext[0]);
    return STATUS_SUCCESS;
}

static NTSTATUS CloseOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    LOCK *lock = Device->DeviceExtension;

    LockIfReady(lock);
    Refill(lock);
    UnlockIfReady(lock);
    ZwClose(Irp->Tail.Overlay.DriverContext[0]);
    return STATUS_SUCCESS;
}

/* What the function was given, and nobody has touched, decides as it did before. */
static NTSTATUS CleanupBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    LOCK *lock = Device->DeviceExtension;

    LockIfReady(lock);
    if (lock->Ready)
        ZwClose(Irp->Tail.Overlay.DriverContext[0]); // want "ZwClose` is called at DISPATCH_LEVEL, set by `LockIfReady`"
    UnlockIfReady(lock);
    return STATUS_SUCCESS;
}

/* A way that does not give the lock back at all is one. */
static NTSTATUS ControlBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    Lock(Names->Lock);
    Forget(Names, Device);
    if (Irp->Cancel)
        ZwClose(Irp->Tail.Overlay.DriverContext[0]); // want "ZwClose` is called at DISPATCH_LEVEL, set by `Lock`"
    Unlock(Names->Lock);
    return STATUS_SUCCESS;
}

typedef struct _FILES {
    LOCK *Lock;
    PKEVENT *Events;
    ULONG Count;
} FILES;

typedef struct _PORT {
    LOCK *Opening;
    FILES *Files;
    ULONG Woken;
} PORT;

static VOID LockFiles(FILES *Files)
{
    if (Files == NULL)
        return;
    Lock(Files->Lock);
}

static VOID UnlockFiles(FILES *Files)
{
    if (Files == NULL)
        return;
    Unlock(Files->Lock);
}

/* Which of two locks was skipped is still known behind a loop; nobody gives back what was not taken. */
static NTSTATUS WakeOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PORT **port = Device->DeviceExtension;
    ULONG i, count;

    Lock((*port)->Opening);
    LockFiles((*port)->Files);
    count = (*port)->Files->Count;
    for (i = 0; i < count; i++) {
        KeSetEvent((*port)->Files->Events[i], IO_NO_INCREMENT, FALSE);
        (*port)->Woken++;
    }
    UnlockFiles((*port)->Files);
    Unlock((*port)->Opening);
    ZwClose(Irp->Tail.Overlay.DriverContext[0]);
    return STATUS_SUCCESS;
}

/* The same without wrappers. */
static NTSTATUS CountOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PORT **port = Device->DeviceExtension;
    ULONG i, count;

    if ((*port)->Opening != NULL)
        KeAcquireSpinLock(&(*port)->Opening->Spin, &(*port)->Opening->Old);
    if ((*port)->Files->Lock != NULL)
        KeAcquireSpinLock(&(*port)->Files->Lock->Spin, &(*port)->Files->Lock->Old);
    count = (*port)->Files->Count;
    for (i = 0; i < count; i++) {
        KeSetEvent((*port)->Files->Events[i], IO_NO_INCREMENT, FALSE);
        (*port)->Woken++;
    }
    if ((*port)->Files->Lock != NULL)
        KeReleaseSpinLock(&(*port)->Files->Lock->Spin, (*port)->Files->Lock->Old);
    if ((*port)->Opening != NULL)
        KeReleaseSpinLock(&(*port)->Opening->Spin, (*port)->Opening->Old);
    ZwClose(Irp->Tail.Overlay.DriverContext[0]);
    return STATUS_SUCCESS;
}

/* The outer lock is never given back. */
static NTSTATUS FlushBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PORT **port = Device->DeviceExtension;
    ULONG i, count;

    Lock((*port)->Opening);
    LockFiles((*port)->Files);
    count = (*port)->Files->Count;
    for (i = 0; i < count; i++) {
        KeSetEvent((*port)->Files->Events[i], IO_NO_INCREMENT, FALSE);
        (*port)->Woken++;
    }
    UnlockFiles((*port)->Files);
    ZwClose(Irp->Tail.Overlay.DriverContext[0]); // want "ZwClose` is called at DISPATCH_LEVEL, set by `Lock`"
    Unlock((*port)->Opening);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    Driver->MajorFunction[IRP_MJ_CREATE] = CreateOk;
    Driver->MajorFunction[IRP_MJ_CLOSE] = CloseOk;
    Driver->MajorFunction[IRP_MJ_CLEANUP] = CleanupBad;
    Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = ControlBad;
    Driver->MajorFunction[IRP_MJ_READ] = WakeOk;
    Driver->MajorFunction[IRP_MJ_WRITE] = CountOk;
    Driver->MajorFunction[IRP_MJ_FLUSH_BUFFERS] = FlushBad;
    return STATUS_SUCCESS;
}
