// What unloadwait must leave alone, and flags, behind macros, tables and context structures.
#include <ntddk.h>

#define IFERR_RETURN(call) do { NTSTATUS s_ = (call); if (!NT_SUCCESS(s_)) return s_; } while (0)
#define SPAWN(routine, object) Threads.Spawn((routine), &(object))
#define JOIN(object) do { if (object) { Threads.Join(object); (object) = NULL; } } while (0)
#define JOIN_HANDLE(h) do { ZwWaitForSingleObject((h), FALSE, NULL); ZwClose(h); } while (0)
#define MAIN(name) static VOID name(PVOID Context) { KeWaitForSingleObject(&State.Stop, Executive, KernelMode, FALSE, NULL); PsTerminateSystemThread(STATUS_SUCCESS); }
#define POOL 3

typedef struct _STATE {
    KEVENT Stop, Gone;
    PVOID Helped, Maybe, Half, Late, Pool[POOL];
    HANDLE Handle;
    ULONG Failures;
} STATE;

static STATE State;

static NTSTATUS Spawn(PKSTART_ROUTINE Routine, PVOID *Object)
{
    HANDLE handle;

    IFERR_RETURN(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Routine, NULL));
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, Object, NULL);
    ZwClose(handle);
    return STATUS_SUCCESS;
}

static VOID Join(PVOID Object)
{
    KeWaitForSingleObject(Object, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Object);
}

static const struct { NTSTATUS (*Spawn)(PKSTART_ROUTINE, PVOID *); VOID (*Join)(PVOID); } Threads = { Spawn, Join };

MAIN(Helped)
MAIN(ByHandle)
MAIN(Pooled)
MAIN(ByCreator)
MAIN(Maybe)
MAIN(Forgotten)
MAIN(Half)
MAIN(Late)

static VOID Announcing(PVOID Context)
{
    KeWaitForSingleObject(&State.Stop, Executive, KernelMode, FALSE, NULL);
    KeSetEvent(&State.Gone, 0, FALSE);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

// Leave alone: a thread joined where it was made.
static NTSTATUS RunOnce(VOID)
{
    HANDLE handle;

    IFERR_RETURN(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ByCreator, NULL));
    JOIN_HANDLE(handle);
    return STATUS_SUCCESS;
}

static NTSTATUS OnCreate(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    State.Failures += Irp->Cancel;
    IFERR_RETURN(RunOnce());
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static VOID OnUnload(PDRIVER_OBJECT DriverObject) // want "system thread `Forgotten` still runs"
{
    LARGE_INTEGER limit = { .QuadPart = -30000000LL };
    ULONG i;

    KeSetEvent(&State.Stop, 0, FALSE);
    JOIN(State.Helped);         // Leave alone: wait in a helper.
    JOIN_HANDLE(State.Handle);  // Leave alone: wait on the handle.

    // Leave alone: an array of threads.
    KeWaitForMultipleObjects(POOL, State.Pool, WaitAll, Executive, KernelMode, FALSE, NULL, NULL);
    for (i = 0; i < POOL; i++)
        ObDereferenceObject(State.Pool[i]);

    // Leave alone: a wait skipped only where the thread was never created.
    JOIN(State.Maybe);

    // Flags: a finite timeout whose STATUS_TIMEOUT is ignored.
    if (!NT_SUCCESS(KeWaitForSingleObject(State.Late, Executive, KernelMode, FALSE, &limit))) // want "`Late` gives up after its timeout"
        State.Failures++;

    // Flags (warning): only an event that the thread sets.
    KeWaitForSingleObject(&State.Gone, Executive, KernelMode, FALSE, NULL); // want "signal that the system thread `Announcing` gives"

    // Flags: a wait on only some paths.
    if (State.Failures != 0)
        return;
    KeWaitForSingleObject(State.Half, Executive, KernelMode, FALSE, NULL); // want "`Half` is left out on a path"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle, pooled;
    ULONG i;

    KeInitializeEvent(&State.Stop, NotificationEvent, FALSE);
    KeInitializeEvent(&State.Gone, NotificationEvent, FALSE);
    DriverObject->DriverUnload = OnUnload;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = OnCreate;
    SPAWN(Helped, State.Helped);
    SPAWN(Half, State.Half);
    SPAWN(Late, State.Late);
    if (RegistryPath->Length > 64)
        SPAWN(Maybe, State.Maybe);
    for (i = 0; i < POOL; i++) {
        if (NT_SUCCESS(PsCreateSystemThread(&pooled, THREAD_ALL_ACCESS, NULL, NULL, NULL, Pooled, NULL))) {
            ObReferenceObjectByHandle(pooled, THREAD_ALL_ACCESS, NULL, KernelMode, &State.Pool[i], NULL);
            ZwClose(pooled);
        }
    }
    PsCreateSystemThread(&State.Handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ByHandle, NULL);
    // Flags: no wait.
    if (NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Forgotten, NULL)))
        ZwClose(handle);
    if (NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Announcing, NULL)))
        ZwClose(handle);
    return STATUS_SUCCESS;
}
