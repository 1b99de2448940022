// A minifilter whose unload joins its thread, deletes its lock and only then unregisters: the thread's end says nothing of the callbacks, nor does a
// number in a local variable that they have one of the same kind of.
#include <fltKernel.h>

typedef struct {
    ERESOURCE Lock;
    ULONG Writes;
    BOOLEAN Stop;
    PVOID Thread;
} STATE;

static STATE State;
static PFLT_FILTER Filter;

static VOID Work(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    while (!State.Stop) {
        LARGE_INTEGER delay;

        delay.QuadPart = -10000;
        KeDelayExecutionThread(KernelMode, FALSE, &delay);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static FLT_PREOP_CALLBACK_STATUS PreWrite(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Context)
{
    LARGE_INTEGER offset = Data->Iopb->Parameters.Write.ByteOffset;

    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);
    if (offset.QuadPart != 0) {
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }
    FltAcquireResourceExclusive(&State.Lock);
    State.Writes++;
    FltReleaseResource(&State.Lock);
    return FLT_PREOP_SUCCESS_NO_CALLBACK;
}

static const FLT_OPERATION_REGISTRATION Operations[] = {
    {IRP_MJ_WRITE, 0, PreWrite, NULL},
    {IRP_MJ_OPERATION_END},
};

static NTSTATUS UnloadBad(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    LARGE_INTEGER limit;

    UNREFERENCED_PARAMETER(Flags);
    limit.QuadPart = -300000000;
    State.Stop = TRUE;
    KeWaitForSingleObject(State.Thread, Executive, KernelMode, FALSE, &limit);
    ObDereferenceObject(State.Thread);
    ExDeleteResourceLite(&State.Lock); // want "`UnloadBad` deletes `Lock` here, while `PreWrite`, which uses it, may still run"
    FltUnregisterFilter(Filter);
    return STATUS_SUCCESS;
}

static const FLT_REGISTRATION Registration = {sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, Operations, UnloadBad};

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE thread;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeResourceLite(&State.Lock);
    status = PsCreateSystemThread(&thread, 0, NULL, NULL, NULL, Work, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, NULL, KernelMode, &State.Thread, NULL);
    ZwClose(thread);
    return FltRegisterFilter(DriverObject, &Registration, &Filter);
}
