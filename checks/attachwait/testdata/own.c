// Who attaches to the process in which the thread runs attaches to nothing.
#include <ntifs.h>

static NTSTATUS Read(HANDLE File, PVOID Buffer)
{
    IO_STATUS_BLOCK io;

    return ZwReadFile(File, NULL, NULL, NULL, &io, Buffer, 64, NULL, NULL);
}

VOID AtOnceOk(HANDLE File, PVOID Buffer)
{
    KAPC_STATE state;

    KeStackAttachProcess(PsGetCurrentProcess(), &state);
    Read(File, Buffer);
    KeUnstackDetachProcess(&state);
}

VOID KeptOk(HANDLE File, PVOID Buffer)
{
    PEPROCESS process = NULL;

    process = IoGetCurrentProcess();
    KeAttachProcess((PRKPROCESS)process);
    Read(File, Buffer);
    KeDetachProcess();
}

VOID OfThreadOk(HANDLE File, PVOID Buffer)
{
    KAPC_STATE state;

    KeStackAttachProcess(IoThreadToProcess(PsGetCurrentThread()), &state);
    Read(File, Buffer);
    KeUnstackDetachProcess(&state);
}

static PEPROCESS Here(VOID)
{
    return PsGetCurrentProcess();
}

static VOID ReadIn(PEPROCESS Process, HANDLE File, PVOID Buffer)
{
    KAPC_STATE state;

    KeStackAttachProcess(Process, &state);
    Read(File, Buffer);
    KeUnstackDetachProcess(&state);
}

VOID HandedOk(HANDLE File, PVOID Buffer)
{
    ReadIn(Here(), File, Buffer);
}

static VOID ReadInAny(PEPROCESS Process, HANDLE File, PVOID Buffer)
{
    KAPC_STATE state;

    KeStackAttachProcess(Process, &state);
    Read(File, Buffer); // want "`ZwReadFile` is called \\(through `Read`\\) while the thread is attached"
    KeUnstackDetachProcess(&state);
}

VOID HandedEither(PEPROCESS Other, HANDLE File, PVOID Buffer)
{
    ReadInAny(PsGetCurrentProcess(), File, Buffer);
    ReadInAny(Other, File, Buffer);
}

VOID OtherThreadBad(PETHREAD Thread, HANDLE File, PVOID Buffer)
{
    KAPC_STATE state;

    KeStackAttachProcess(IoThreadToProcess(Thread), &state);
    Read(File, Buffer); // want "`ZwReadFile` is called \\(through `Read`\\) while the thread is attached"
    KeUnstackDetachProcess(&state);
}

VOID LookedUpBad(HANDLE Id, HANDLE File, PVOID Buffer)
{
    PEPROCESS process = PsGetCurrentProcess();
    KAPC_STATE state;

    if (Id != NULL && !NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return;
    }
    KeStackAttachProcess(process, &state);
    Read(File, Buffer); // want "`ZwReadFile` is called \\(through `Read`\\) while the thread is attached"
    KeUnstackDetachProcess(&state);
}

VOID BackBad(PEPROCESS Other, HANDLE File, PVOID Buffer)
{
    PEPROCESS own = PsGetCurrentProcess();
    KAPC_STATE state, inner;

    KeStackAttachProcess(Other, &state);
    KeStackAttachProcess(own, &inner);
    Read(File, Buffer); // want "`ZwReadFile` is called \\(through `Read`\\) while the thread is attached"
    KeUnstackDetachProcess(&inner);
    KeUnstackDetachProcess(&state);
}

// Told of an image, a routine runs in the process that it is told.
static VOID LoadedOk(PUNICODE_STRING Name, HANDLE Id, PIMAGE_INFO Info)
{
    PEPROCESS process;
    KAPC_STATE state;
    LARGE_INTEGER second;

    UNREFERENCED_PARAMETER(Name);
    UNREFERENCED_PARAMETER(Info);
    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return;
    }
    second.QuadPart = -10000000;
    KeStackAttachProcess(process, &state);
    KeDelayExecutionThread(KernelMode, FALSE, &second);
    KeUnstackDetachProcess(&state);
    ObDereferenceObject(process);
}

VOID Watch(VOID)
{
    PsSetLoadImageNotifyRoutine(LoadedOk);
}
