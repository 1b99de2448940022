// What exitsend must leave alone, and flags, behind macros, tables and context structures.
#include <fltKernel.h>

#define IFERR_RETURN(call) do { NTSTATUS s_ = (call); if (!NT_SUCCESS(s_)) return; } while (0)
#define ONLY_IF(cond) if (!(cond)) return
#define IS_EXIT(e) ((e)->Kind == EventExit)
#define NOTIFY(name) VOID name(HANDLE Parent, HANDLE Pid, BOOLEAN Create)
#define NOTIFY_EX(name) VOID name(PEPROCESS Process, HANDLE Pid, PPS_CREATE_NOTIFY_INFO Info)

typedef enum { EventStart, EventExit } EVENT_KIND;

typedef struct _EVENT {
    EVENT_KIND Kind;
    HANDLE Pid;
    WORK_QUEUE_ITEM Item;
    KDPC Dpc;
} EVENT, *PEVENT;

typedef struct _CHANNEL {
    PFLT_FILTER Filter;
    PFLT_PORT Port;
    KEVENT Reply;
    NTSTATUS (*Deliver)(PEVENT Event);
    VOID (*Defer)(PEVENT Event);
} CHANNEL;

static NTSTATUS Deliver(PEVENT Event);
static VOID Defer(PEVENT Event);
static CHANNEL Channel = { NULL, NULL, { 0 }, Deliver, Defer };

static NTSTATUS Deliver(PEVENT Event)
{
    return FltSendMessage(Channel.Filter, &Channel.Port, &Event->Pid, sizeof(HANDLE), NULL, NULL, NULL);
}

static VOID DeliverLater(PVOID Context)
{
    Channel.Deliver(Context);
}

static VOID Defer(PEVENT Event)
{
    ExInitializeWorkItem(&Event->Item, DeliverLater, Event);
    ExQueueWorkItem(&Event->Item, DelayedWorkQueue);
}

static VOID OnDpc(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    Channel.Defer(Context);
}

static VOID InitEvent(PEVENT Event, HANDLE Pid, BOOLEAN Create)
{
    RtlZeroMemory(Event, sizeof(*Event));
    Event->Pid = Pid;
    Event->Kind = Create ? EventStart : EventExit;
}

// Leave alone: sends only on the create path. if (Create)
NOTIFY(IfOk)
{
    EVENT event;

    ONLY_IF(Create);
    InitEvent(&event, Pid, Create);
    IFERR_RETURN(Channel.Deliver(&event));
}

// Leave alone: Create == FALSE with early return.
NOTIFY(EarlyReturnOk)
{
    EVENT event;

    InitEvent(&event, Pid, Create);
    if (IS_EXIT(&event))
        return;
    IFERR_RETURN(Channel.Deliver(&event));
}

// Leave alone: !CreateInfo.
NOTIFY_EX(NoInfoOk)
{
    EVENT event;

    InitEvent(&event, Pid, Info != NULL);
    switch (event.Kind) {
    case EventExit:
        break;
    case EventStart:
        IFERR_RETURN(Channel.Deliver(&event));
        break;
    }
}

// Leave alone: a local copy.
NOTIFY(CopyOk)
{
    EVENT event = { 0 };
    EVENT copy;

    event.Kind = Create ? EventStart : EventExit;
    copy = event;
    if (!IS_EXIT(&copy))
        IFERR_RETURN(Channel.Deliver(&copy));
}

// Leave alone: the flag handed on to a helper.
static VOID Route(PEVENT Event)
{
    if (IS_EXIT(Event))
        Channel.Defer(Event);
    else
        Channel.Deliver(Event);
}

NOTIFY(HandedOnOk)
{
    PEVENT event = ExAllocatePoolWithTag(NonPagedPool, sizeof(*event), 'nevE');

    if (event) {
        InitEvent(event, Pid, Create);
        Route(event);
    }
}

// Leave alone: work handed to a work item, a DPC, a thread.
NOTIFY(WorkItemOk)
{
    PEVENT event = ExAllocatePoolWithTag(NonPagedPool, sizeof(*event), 'nevE');

    if (event)
        Channel.Defer(event);
}

NOTIFY(DpcOk)
{
    PEVENT event = ExAllocatePoolWithTag(NonPagedPool, sizeof(*event), 'nevE');

    ONLY_IF(event);
    KeInitializeDpc(&event->Dpc, OnDpc, event);
    KeInsertQueueDpc(&event->Dpc, NULL, NULL);
}

NOTIFY(ThreadOk)
{
    HANDLE thread;

    IFERR_RETURN(PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, DeliverLater, NULL));
    ZwClose(thread);
}

// Leave alone: image-load notify routines.
VOID ImageOk(PUNICODE_STRING Name, HANDLE Pid, PIMAGE_INFO Info)
{
    EVENT event;

    InitEvent(&event, Pid, FALSE);
    IFERR_RETURN(Channel.Deliver(&event));
}

// Leave alone: a routine that is never registered.
NOTIFY(NeverRegisteredOk)
{
    EVENT event;

    InitEvent(&event, Pid, Create);
    IFERR_RETURN(Channel.Deliver(&event));
}

// Flags: FltSendMessage on the exit path.
NOTIFY(MacroBad)
{
    EVENT event;

    InitEvent(&event, Pid, Create);
    if (IS_EXIT(&event))
        IFERR_RETURN(Channel.Deliver(&event)); // want "FltSendMessage"
}

NOTIFY_EX(SwitchBad)
{
    EVENT event;

    InitEvent(&event, Pid, Info != NULL);
    switch (event.Kind) {
    case EventStart:
        break;
    default:
        IFERR_RETURN(Channel.Deliver(&event)); // want "FltSendMessage"
    }
}

// Flags: a routine that never tests the parameter.
NOTIFY(UntestedBad)
{
    EVENT event;

    InitEvent(&event, Pid, TRUE);
    IFERR_RETURN(Channel.Deliver(&event)); // want "does not test `Create`"
}

// Flags: cancellable waits.
NOTIFY(CancellableBad)
{
    ONLY_IF(!Create);
    IFERR_RETURN(FsRtlCancellableWaitForSingleObject(&Channel.Reply, NULL, NULL)); // want "FsRtlCancellableWaitForSingleObject"
}

// Flags (warning): a wait without limit.
NOTIFY(WaitBad)
{
    ONLY_IF(Create != TRUE);
    IFERR_RETURN(KeWaitForSingleObject(&Channel.Reply, Executive, KernelMode, FALSE, NULL)); // want "waits without limit"
}

static const PCREATE_PROCESS_NOTIFY_ROUTINE Routines[] = {
    IfOk, EarlyReturnOk, CopyOk, HandedOnOk, WorkItemOk, DpcOk, ThreadOk, MacroBad, UntestedBad, CancellableBad, WaitBad,
};

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    ULONG i;

    for (i = 0; i < ARRAYSIZE(Routines); i++)
        PsSetCreateProcessNotifyRoutine(Routines[i], FALSE);
    PsSetCreateProcessNotifyRoutineEx(NoInfoOk, FALSE);
    PsSetCreateProcessNotifyRoutineEx(SwitchBad, FALSE);
    return PsSetLoadImageNotifyRoutine(ImageOk);
}
