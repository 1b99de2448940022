// Threads that send: with and without a reply, in a loop and once.
#include <fltKernel.h>

static PFLT_FILTER Filter;
static PFLT_PORT Port;
static BOOLEAN Stop;
static KEVENT Wake;

static NTSTATUS Ask(ULONG Question)
{
    ULONG answer, size = sizeof(answer);

    return FltSendMessage(Filter, &Port, &Question, sizeof(Question), &answer, &size, NULL);
}

static VOID ThreadBad(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    while (!Stop) {
        KeWaitForSingleObject(&Wake, Executive, KernelMode, FALSE, NULL);
        Ask(1); // want "`ThreadBad`.*FltSendMessage"
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID DirectBad(PVOID Context)
{
    ULONG message = 0, answer, size = sizeof(answer);

    UNREFERENCED_PARAMETER(Context);

again:
    FltSendMessage(Filter, &Port, &message, sizeof(message), &answer, &size, NULL); // want "`DirectBad`"
    if (answer != 0) {
        goto again;
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID OnceOk(PVOID Context)
{
    ULONG message = 0, answer, size = sizeof(answer);

    UNREFERENCED_PARAMETER(Context);

    FltSendMessage(Filter, &Port, &message, sizeof(message), &answer, &size, NULL);
    while (!Stop) {
        KeWaitForSingleObject(&Wake, Executive, KernelMode, FALSE, NULL);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID NoReplyOk(PVOID Context)
{
    ULONG message = 0;

    UNREFERENCED_PARAMETER(Context);

    while (!Stop) {
        FltSendMessage(Filter, &Port, &message, sizeof(message), NULL, NULL, NULL);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS Send(PVOID Reply, PULONG Size)
{
    ULONG message = 0;

    return FltSendMessage(Filter, &Port, &message, sizeof(message), Reply, Size, NULL);
}

static VOID NullReplyOk(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    while (!Stop) {
        Send(NULL, NULL);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID WorkOk(PFLT_GENERIC_WORKITEM Item, PVOID Object, PVOID Context)
{
    ULONG message = 0, answer, size = sizeof(answer);

    UNREFERENCED_PARAMETER(Object);
    UNREFERENCED_PARAMETER(Context);

    for (;;) {
        if (!NT_SUCCESS(FltSendMessage(Filter, &Port, &message, sizeof(message), &answer, &size, NULL))) {
            break;
        }
    }
    FltFreeGenericWorkItem(Item);
}

NTSTATUS StartAll(PHANDLE Threads, PFLT_GENERIC_WORKITEM Item)
{
    NTSTATUS status = PsCreateSystemThread(&Threads[0], THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadBad, NULL);

    if (NT_SUCCESS(status)) {
        status = PsCreateSystemThread(&Threads[1], THREAD_ALL_ACCESS, NULL, NULL, NULL, DirectBad, NULL);
    }
    if (NT_SUCCESS(status)) {
        status = PsCreateSystemThread(&Threads[2], THREAD_ALL_ACCESS, NULL, NULL, NULL, OnceOk, NULL);
    }
    if (NT_SUCCESS(status)) {
        status = PsCreateSystemThread(&Threads[3], THREAD_ALL_ACCESS, NULL, NULL, NULL, NoReplyOk, NULL);
    }
    if (NT_SUCCESS(status)) {
        status = PsCreateSystemThread(&Threads[4], THREAD_ALL_ACCESS, NULL, NULL, NULL, NullReplyOk, NULL);
    }
    if (NT_SUCCESS(status)) {
        status = FltQueueGenericWorkItem(Item, Filter, WorkOk, DelayedWorkQueue, NULL);
    }
    return status;
}
