/* What exitsend must leave alone, and flags, in the old style: globals, gotos, no annotations. */
#include <fltKernel.h>

PFLT_FILTER gFilter;
PFLT_PORT gPort;
KEVENT gDone;
LIST_ENTRY gList;
WORK_QUEUE_ITEM gItem;
KDPC gDpc;

void post(HANDLE pid)
{
    FltSendMessage(gFilter, &gPort, &pid, sizeof(pid), NULL, NULL, NULL);
}

void later(void *ctx)
{
    post((HANDLE)ctx);
}

void dpc(PKDPC d, void *ctx, void *a, void *b)
{
    ExQueueWorkItem(&gItem, DelayedWorkQueue);
}

/* Leave alone: sends only on the create path. if (Create) */
void IfOk(HANDLE parent, HANDLE pid, BOOLEAN create)
{
    if (create)
        post(pid);
}

/* Leave alone: Create == FALSE with early return. */
void EarlyReturnOk(HANDLE parent, HANDLE pid, BOOLEAN create)
{
    if (create == FALSE) return;
    post(pid);
}

/* Leave alone: !CreateInfo. */
void NoInfoOk(PEPROCESS process, HANDLE pid, PPS_CREATE_NOTIFY_INFO info)
{
    if (!info) goto done;
    post(pid);
done:
    return;
}

/* Leave alone: a local copy. */
void CopyOk(HANDLE parent, HANDLE pid, BOOLEAN create)
{
    int starting;

    starting = create;
    if (starting != 0)
        post(pid);
}

/* Leave alone: the flag handed on to a helper. */
void one_or_other(HANDLE pid, int starting)
{
    if (!starting)
        return;
    post(pid);
}

void HandedOnOk(HANDLE parent, HANDLE pid, BOOLEAN create)
{
    one_or_other(pid, create);
}

/* Leave alone: work handed to a work item, a DPC, a thread. */
void WorkItemOk(HANDLE parent, HANDLE pid, BOOLEAN create)
{
    ExInitializeWorkItem(&gItem, later, pid);
    ExQueueWorkItem(&gItem, DelayedWorkQueue);
}

void DpcOk(HANDLE parent, HANDLE pid, BOOLEAN create)
{
    ExInitializeWorkItem(&gItem, later, pid);
    KeInitializeDpc(&gDpc, dpc, NULL);
    KeInsertQueueDpc(&gDpc, NULL, NULL);
}

void ThreadOk(HANDLE parent, HANDLE pid, BOOLEAN create)
{
    HANDLE h;

    if (PsCreateSystemThread(&h, 0, NULL, NULL, NULL, later, pid) == STATUS_SUCCESS)
        ZwClose(h);
}

/* Leave alone: image-load notify routines. */
void ImageOk(PUNICODE_STRING name, HANDLE pid, PIMAGE_INFO info)
{
    post(pid);
}

/* Leave alone: a routine that is never registered. */
void NeverRegisteredOk(HANDLE parent, HANDLE pid, BOOLEAN create)
{
    post(pid);
}

/* Flags: FltSendMessage on the exit path. */
void ElseBad(HANDLE parent, HANDLE pid, BOOLEAN create)
{
    if (create)
        InitializeListHead(&gList);
    else
        post(pid); // want "FltSendMessage"
}

/* Flags: a routine that never tests the parameter. */
void UntestedBad(HANDLE pid, HANDLE tid, BOOLEAN create)
{
    post(tid); // want "does not test `create`"
}

/* Flags: cancellable waits. */
void CancellableBad(HANDLE parent, HANDLE pid, BOOLEAN create)
{
    if (create) goto out;
    FsRtlCancellableWaitForSingleObject(&gDone, NULL, NULL); // want "FsRtlCancellableWaitForSingleObject"
out:
    return;
}

/* Flags (warning): a wait without limit. */
void WaitBad(HANDLE parent, HANDLE pid, BOOLEAN create)
{
    if (create == TRUE) return;
    KeWaitForSingleObject(&gDone, Executive, KernelMode, FALSE, NULL); // want "waits without limit"
}

NTSTATUS DriverEntry(PDRIVER_OBJECT drv, PUNICODE_STRING reg)
{
    PsSetCreateProcessNotifyRoutine(IfOk, FALSE);
    PsSetCreateProcessNotifyRoutine(EarlyReturnOk, FALSE);
    PsSetCreateProcessNotifyRoutineEx(NoInfoOk, FALSE);
    PsSetCreateProcessNotifyRoutine(CopyOk, FALSE);
    PsSetCreateProcessNotifyRoutine(HandedOnOk, FALSE);
    PsSetCreateProcessNotifyRoutine(WorkItemOk, FALSE);
    PsSetCreateProcessNotifyRoutine(DpcOk, FALSE);
    PsSetCreateProcessNotifyRoutine(ThreadOk, FALSE);
    PsSetLoadImageNotifyRoutine(ImageOk);
    PsSetCreateProcessNotifyRoutine(ElseBad, FALSE);
    PsSetCreateThreadNotifyRoutine(UntestedBad);
    PsSetCreateProcessNotifyRoutine(CancellableBad, FALSE);
    PsSetCreateProcessNotifyRoutine(WaitBad, FALSE);
    return STATUS_SUCCESS;
}
