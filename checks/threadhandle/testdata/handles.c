// What becomes of the handle of a new thread.
#include <ntddk.h>

typedef struct _WORKER {
    HANDLE Handle;
    PVOID Object;
    BOOLEAN Started;
} WORKER, *PWORKER;

static PVOID Object;
static HANDLE GlobalHandle;
static KSTART_ROUTINE Main;
VOID Keep(HANDLE Handle);

static VOID Main(PVOID Context) { UNREFERENCED_PARAMETER(Context); }

#define CREATE(handle) PsCreateSystemThread(handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Main, NULL)

NTSTATUS NeverClosedBad(VOID)
{
    HANDLE handle;

    return PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Main, NULL); // want "handle of the system thread `Main`"
}

NTSTATUS ReferencedBad(VOID)
{
    HANDLE handle;
    NTSTATUS status = CREATE(&handle); // want "`Main`"

    if (!NT_SUCCESS(status)) {
        return status;
    }
    return ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode, &Object, NULL);
}

NTSTATUS EarlyReturnBad(PWORKER Worker)
{
    HANDLE handle;
    NTSTATUS status = CREATE(&handle); // want "`Main`"

    if (!NT_SUCCESS(status)) {
        return status;
    }
    Worker->Object = ExAllocatePoolWithTag(NonPagedPool, 100, 'krow');
    if (Worker->Object == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    ZwClose(handle);
    return STATUS_SUCCESS;
}

NTSTATUS GotoBad(PWORKER Worker)
{
    HANDLE handle = NULL;
    NTSTATUS status;

    status = CREATE(&handle); // want "`Main`"
    if (!NT_SUCCESS(status))
        goto fail;
    status = ZwSetInformationThread(handle, ThreadPriority, &Worker->Started, sizeof(Worker->Started));
    if (!NT_SUCCESS(status))
        goto fail;
    ZwClose(handle);
fail:
    return status;
}

NTSTATUS ClosedOk(VOID)
{
    HANDLE handle;
    NTSTATUS status = CREATE(&handle);

    if (NT_SUCCESS(status)) {
        ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode, &Object, NULL);
        ZwClose(handle);
    }
    return status;
}

NTSTATUS CommonExitOk(PWORKER Worker)
{
    HANDLE handle = NULL;
    NTSTATUS status;

    status = CREATE(&handle);
    if (!NT_SUCCESS(status))
        goto done;
    status = ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode, &Worker->Object, NULL);
    if (!NT_SUCCESS(status))
        goto done;
    Worker->Started = TRUE;
done:
    if (handle != NULL)
        ZwClose(handle);
    return status;
}

NTSTATUS FlagOk(VOID)
{
    HANDLE handle;
    BOOLEAN created = FALSE;
    NTSTATUS status = CREATE(&handle);

    if (NT_SUCCESS(status)) {
        created = TRUE;
        status = ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode, &Object, NULL);
    }
    if (created) {
        NtClose(handle);
    }
    return status;
}

NTSTATUS FinallyOk(VOID)
{
    HANDLE handle = NULL;
    NTSTATUS status;

    __try {
        status = CREATE(&handle);
        if (!NT_SUCCESS(status)) {
            handle = NULL;
            __leave;
        }
        status = ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode, &Object, NULL);
    } __finally {
        if (handle) {
            ZwClose(handle);
        }
    }
    return status;
}

NTSTATUS KeptInFieldOk(PWORKER Worker)
{
    return CREATE(&Worker->Handle);
}

NTSTATUS KeptInGlobalOk(VOID)
{
    return CREATE(&GlobalHandle);
}

NTSTATUS CopiedOk(PWORKER Worker)
{
    HANDLE handle;
    NTSTATUS status = CREATE(&handle);

    if (NT_SUCCESS(status)) {
        Worker->Handle = handle;
    }
    return status;
}

NTSTATUS OutParameterOk(PHANDLE Handle)
{
    return CREATE(Handle);
}

HANDLE ReturnedOk(VOID)
{
    HANDLE handle;

    return NT_SUCCESS(CREATE(&handle)) ? handle : NULL;
}

static VOID Finish(HANDLE Handle)
{
    if (Handle != NULL) {
        ZwClose(Handle);
    }
}

NTSTATUS HelperOk(VOID)
{
    HANDLE handle;
    NTSTATUS status = CREATE(&handle);

    if (NT_SUCCESS(status)) {
        Finish(handle);
    }
    return status;
}

VOID HandedOnOk(VOID)
{
    HANDLE handle;

    if (NT_SUCCESS(CREATE(&handle))) {
        Keep(handle);
    }
}

NTSTATUS WaitedOk(VOID)
{
    HANDLE handle;
    NTSTATUS status = CREATE(&handle);

    if (status != STATUS_SUCCESS) {
        return status;
    }
    ZwWaitForSingleObject(handle, FALSE, NULL);
    ZwClose(handle);
    return STATUS_SUCCESS;
}

VOID ArrayOfHandlesBad(VOID)
{
    HANDLE handles[2];
    int i;

    for (i = 0; i < 2; i++) {
        CREATE(&handles[i]); // want "the handle of the system thread"
    }
}

NTSTATUS ClosedByObjectManagerOk(VOID)
{
    HANDLE handle;
    NTSTATUS status = CREATE(&handle);

    if (NT_SUCCESS(status)) {
        ObCloseHandle(handle, KernelMode);
    }
    return status;
}

// Which routine the thread runs is not known: the words of the source name it.
NTSTATUS UnknownRoutineBad(PKSTART_ROUTINE *Patched)
{
    HANDLE handle;

    return PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, *Patched, NULL); // want "handle of the system thread `[*]Patched`"
}

// Handles in the elements of an array.
VOID ElementsBad(VOID)
{
    HANDLE handles[2];

    CREATE(&handles[0]); // want "the handle of the system thread"
    CREATE(&handles[1]); // want "the handle of the system thread"
    ZwWaitForSingleObject(handles[0], FALSE, NULL);
}

VOID ElementsOk(VOID)
{
    HANDLE handles[2] = { NULL, NULL };
    int i;

    CREATE(&handles[0]);
    CREATE(&handles[1]);
    for (i = 0; i < 2; i++) {
        if (handles[i] != NULL) {
            ZwWaitForSingleObject(handles[i], FALSE, NULL);
            ZwClose(handles[i]);
        }
    }
}

VOID Elsewhere(HANDLE *Handles, ULONG Count);

VOID ElementsHandedOnOk(VOID)
{
    HANDLE handles[2];

    CREATE(&handles[0]);
    CREATE(&handles[1]);
    Elsewhere(handles, 2);
}

// A way that a parameter decides is none if every caller decides against it.
static NTSTATUS StartAndWaitOk(PKEVENT Started, PLARGE_INTEGER Timeout)
{
    HANDLE handle;
    NTSTATUS status = CREATE(&handle);

    if (NT_SUCCESS(status)) {
        if (Started != NULL && Timeout != NULL) {
            KeWaitForSingleObject(Started, Executive, KernelMode, FALSE, Timeout);
            ZwClose(handle);
        }
    }
    return status;
}

static NTSTATUS StartAndWaitBad(PKEVENT Started)
{
    HANDLE handle;
    NTSTATUS status = CREATE(&handle); // want "the handle of the system thread"

    if (NT_SUCCESS(status) && Started != NULL) {
        KeWaitForSingleObject(Started, Executive, KernelMode, FALSE, NULL);
        ZwClose(handle);
    }
    return status;
}

NTSTATUS StartBoth(VOID)
{
    static KEVENT started;
    LARGE_INTEGER timeout;

    timeout.QuadPart = -10000000;
    StartAndWaitOk(&started, &timeout);
    StartAndWaitBad(&started);
    return StartAndWaitBad(NULL);
}

// An undocumented routine of the kernel closes no handle that it is given, unless its name says so.
NTSTATUS ZwAskThread(HANDLE Thread, ULONG Class, PVOID Buffer, ULONG Length, PULONG Written);
NTSTATUS ObpCloseEntry(HANDLE Thread);

NTSTATUS AskedBad(PULONG Exit)
{
    HANDLE handle;
    NTSTATUS status = CREATE(&handle); // want "the handle of the system thread"

    if (NT_SUCCESS(status)) {
        status = ZwAskThread(handle, 0, Exit, sizeof(*Exit), NULL);
    }
    return status;
}

NTSTATUS EntryOk(VOID)
{
    HANDLE handle;
    NTSTATUS status = CREATE(&handle);

    if (NT_SUCCESS(status)) {
        status = ObpCloseEntry(handle);
    }
    return status;
}
