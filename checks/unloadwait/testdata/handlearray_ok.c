// An array of handles in a filter: waited for in a loop; the unload may be refused.
#include <fltKernel.h>

typedef struct _POOL {
    ULONG Count;
    PVOID Threads[16];
    HANDLE Handles[16];
    KEVENT Stop;
    LONG Alive;
} POOL;

static POOL Pool;
static PFLT_FILTER Filter;

static VOID Run(PVOID c)
{
    LARGE_INTEGER t;
    t.QuadPart = -1000;
    while (KeWaitForSingleObject(&Pool.Stop, Executive, KernelMode, FALSE, &t) == STATUS_TIMEOUT) { }
    InterlockedDecrement(&Pool.Alive);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID StopAll(VOID)
{
    ULONG i;
    KeSetEvent(&Pool.Stop, 0, FALSE);
    for (i = 0; i < Pool.Count; i++) {
        if (Pool.Handles[i]) {
            ZwWaitForSingleObject(Pool.Handles[i], FALSE, NULL);
            ZwClose(Pool.Handles[i]);
            Pool.Handles[i] = NULL;
        }
    }
}

static NTSTATUS FLTAPI UnloadCb(FLT_FILTER_UNLOAD_FLAGS f)
{
    if (!FlagOn(f, FLTFL_FILTER_UNLOAD_MANDATORY) && Pool.Alive > 100) {
        return STATUS_FLT_DO_NOT_DETACH;
    }
    StopAll();
    FltUnregisterFilter(Filter);
    return STATUS_SUCCESS;
}

static const FLT_REGISTRATION Reg = { sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, NULL, UnloadCb };

NTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p)
{
    NTSTATUS s;
    ULONG i;
    s = FltRegisterFilter(d, &Reg, &Filter);
    if (!NT_SUCCESS(s)) {
        return s;
    }
    KeInitializeEvent(&Pool.Stop, NotificationEvent, FALSE);
    for (i = 0; i < 16; i++) {
        s = PsCreateSystemThread(&Pool.Handles[i], THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, NULL);
        if (!NT_SUCCESS(s)) {
            break;
        }
        InterlockedIncrement(&Pool.Alive);
        Pool.Count++;
    }
    s = FltStartFiltering(Filter);
    if (!NT_SUCCESS(s)) {
        StopAll();
        FltUnregisterFilter(Filter);
    }
    return s;
}
