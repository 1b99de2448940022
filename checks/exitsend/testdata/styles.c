// The same rights and wrongs in many styles of writing.
#include <fltKernel.h>

typedef struct _MSG {
    LIST_ENTRY Link;
    HANDLE Pid;
    BOOLEAN Create;
    ULONG Kind;
} MSG, *PMSG;

typedef struct _STATE {
    PFLT_FILTER Filter;
    PFLT_PORT Port;
    LIST_ENTRY Queue;
    KSPIN_LOCK Lock;
    KEVENT Wake;
    KEVENT Reply;
    FAST_MUTEX M;
    BOOLEAN Enabled;
    ULONG Mode;
} STATE;

static STATE S;

enum { KIND_CREATE = 1, KIND_EXIT = 2, KIND_IMAGE = 3 };

static NTSTATUS Send(PMSG m)
{
    return FltSendMessage(S.Filter, &S.Port, m, sizeof(*m), NULL, NULL, NULL);
}

static VOID Post(PMSG m)
{
    KIRQL q;
    KeAcquireSpinLock(&S.Lock, &q);
    InsertTailList(&S.Queue, &m->Link);
    KeReleaseSpinLock(&S.Lock, q);
    KeSetEvent(&S.Wake, 0, FALSE);
}

static PMSG Make(HANDLE pid, ULONG kind)
{
    PMSG m = ExAllocatePoolWithTag(NonPagedPool, sizeof(*m), 'x');
    if (m) {
        m->Pid = pid;
        m->Kind = kind;
        m->Create = kind == KIND_CREATE;
    }
    return m;
}

VOID KindOk(HANDLE a, HANDLE pid, BOOLEAN Create)
{
    PMSG m = Make(pid, Create ? KIND_CREATE : KIND_EXIT);
    if (!m) {
        return;
    }
    if (m->Kind == KIND_CREATE) {
        Send(m);
        ExFreePool(m);
    } else {
        Post(m);
    }
}

VOID KindBad(HANDLE a, HANDLE pid, BOOLEAN Create)
{
    PMSG m = Make(pid, Create ? KIND_CREATE : KIND_EXIT);
    if (!m) {
        return;
    }
    if (m->Kind == KIND_EXIT) {
        Send(m); // want "FltSendMessage"
        ExFreePool(m);
    } else {
        Post(m);
    }
}

static VOID Dispatch(PMSG m, BOOLEAN sync)
{
    if (sync && S.Enabled) {
        Send(m);
    } else {
        Post(m);
    }
}

VOID SyncFlagOk(HANDLE a, HANDLE pid, BOOLEAN Create)
{
    PMSG m = Make(pid, KIND_IMAGE);
    if (m) {
        Dispatch(m, Create);
    }
}

VOID SyncFlagBad(HANDLE a, HANDLE pid, BOOLEAN Create)
{
    PMSG m = Make(pid, KIND_IMAGE);
    if (m) {
        Dispatch(m, !Create); // want "FltSendMessage"
    }
}

VOID SwitchOk(HANDLE a, HANDLE pid, BOOLEAN Create)
{
    switch (Create) {
    case TRUE: {
        MSG m;
        m.Pid = pid;
        Send(&m);
        break;
    }
    case FALSE:
    default:
        break;
    }
}

VOID ReturnOk(HANDLE a, HANDLE pid, BOOLEAN Create)
{
    MSG m;
    if (Create == FALSE) {
        goto done;
    }
    m.Pid = pid;
    Send(&m);
done:
    return;
}

VOID LoopBad(HANDLE a, HANDLE pid, BOOLEAN Create)
{
    int i;
    MSG m;
    for (i = 0; i < 3; i++) {
        if (Create && i) {
            break;
        }
        if (NT_SUCCESS(Send(&m))) { // want "FltSendMessage"
            break;
        }
    }
}

VOID BitsOk(HANDLE a, HANDLE pid, BOOLEAN Create)
{
    ULONG f = 0;
    MSG m;
    if (Create) {
        f |= 1;
    }
    if (f & 1) {
        Send(&m);
    }
}

VOID NotOk(HANDLE a, HANDLE pid, BOOLEAN Create)
{
    BOOLEAN exiting = !Create;
    MSG m;
    if (exiting) {
        return;
    }
    Send(&m);
}

VOID DoubleNotOk(HANDLE a, HANDLE pid, BOOLEAN Create)
{
    BOOLEAN c = !!Create;
    MSG m;
    while (c) {
        Send(&m);
        c = FALSE;
    }
}

VOID XorBad(HANDLE a, HANDLE pid, BOOLEAN Create)
{
    MSG m;
    if ((S.Mode == 1) != Create) {
        Send(&m); // want "FltSendMessage"
    }
}

VOID ExOk(PEPROCESS p, HANDLE pid, PPS_CREATE_NOTIFY_INFO info)
{
    MSG m;
    const BOOLEAN create = (info != NULL);
    if (create ? TRUE : FALSE) {
        Send(&m);
    }
}

VOID ExBad(PEPROCESS p, HANDLE pid, PPS_CREATE_NOTIFY_INFO info)
{
    MSG m;
    PUNICODE_STRING n = NULL;
    if (info) {
        n = (PUNICODE_STRING)info->ImageFileName;
    }
    if (!n) {
        Send(&m); // want "FltSendMessage"
    }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING r)
{
    PsSetCreateProcessNotifyRoutine(KindOk, FALSE);
    PsSetCreateProcessNotifyRoutine(KindBad, FALSE);
    PsSetCreateProcessNotifyRoutine(SyncFlagOk, FALSE);
    PsSetCreateProcessNotifyRoutine(SyncFlagBad, FALSE);
    PsSetCreateProcessNotifyRoutine(SwitchOk, FALSE);
    PsSetCreateProcessNotifyRoutine(ReturnOk, FALSE);
    PsSetCreateThreadNotifyRoutine(LoopBad);
    PsSetCreateProcessNotifyRoutine(BitsOk, FALSE);
    PsSetCreateProcessNotifyRoutine(NotOk, FALSE);
    PsSetCreateProcessNotifyRoutine(DoubleNotOk, FALSE);
    PsSetCreateProcessNotifyRoutine(XorBad, FALSE);
    PsSetCreateProcessNotifyRoutineEx(ExOk, FALSE);
    PsSetCreateProcessNotifyRoutineEx(ExBad, FALSE);
    return STATUS_SUCCESS;
}
