// Mutexes in a table, of which each knows who has taken it last: what has not been taken is not released.
#include <ntddk.h>

#define FREE ((ULONG_PTR)-1)
#define LAST 5

typedef struct _GATE {
    PFAST_MUTEX Mutex;
    ULONG_PTR Holder;
    ULONG Count;
} GATE;

GATE Gates[LAST + 1];

static ULONG_PTR Me(VOID)
{
    return (ULONG_PTR)PsGetCurrentThreadId() + 1;
}

NTSTATUS OpenGate(ULONG Id)
{
    ULONG_PTR me;

    if (Id > LAST) {
        return STATUS_INVALID_PARAMETER;
    }
    me = Me();
    if (Gates[Id].Mutex == NULL) {
        return STATUS_INVALID_PARAMETER;
    }
    ExAcquireFastMutex(Gates[Id].Mutex);
    Gates[Id].Count++;
    Gates[Id].Holder = me;
    return STATUS_SUCCESS;
}

NTSTATUS CloseGate(ULONG Id)
{
    if (Id > LAST) {
        return STATUS_INVALID_PARAMETER;
    }
    if (Gates[Id].Holder == FREE) {
        DbgPrint("%u is free\n", Id);
        return STATUS_UNSUCCESSFUL;
    }
    Gates[Id].Holder = FREE;
    ExReleaseFastMutex(Gates[Id].Mutex);
    return STATUS_SUCCESS;
}

VOID AroundOk(ULONG Kinds)
{
    ULONG i;

    for (i = 0; i < 3; i++) {
        if (Kinds & (1 << i)) {
            if (!NT_SUCCESS(OpenGate(1))) {
                return;
            }
            Gates[3].Count = i;
            (VOID)CloseGate(1);
        }
    }
}

static NTSTATUS LookUpOk(ULONG Id, PULONG Count)
{
    NTSTATUS status = OpenGate(1);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    *Count = Gates[Id].Count;
    if (*Count == 0) {
        status = STATUS_NOT_FOUND;
    }
    (VOID)CloseGate(1);
    return status;
}

NTSTATUS TwiceOk(PULONG Count)
{
    NTSTATUS status = LookUpOk(2, Count);

    return NT_SUCCESS(status) ? LookUpOk(3, Count) : status;
}

NTSTATUS InsideBad(PULONG Count)
{
    NTSTATUS status = OpenGate(1);

    if (NT_SUCCESS(status)) {
        status = LookUpOk(2, Count); // want "is taken here \(through `LookUpOk`\) by the thread that holds it"
        CloseGate(1);
    }
    return status;
}
