// Objects on the stack and elsewhere; waits in both modes.
#include <ntddk.h>

typedef struct _REQUEST {
    LIST_ENTRY Link;
    KEVENT Done;
} REQUEST, *PREQUEST;

typedef VOID (*PSUBMIT)(PVOID);

static VOID EventBad(PSUBMIT Submit)
{
    KEVENT done;

    KeInitializeEvent(&done, NotificationEvent, FALSE);
    Submit(&done);
    KeWaitForSingleObject(&done, UserRequest, UserMode, FALSE, NULL); // want "`KeWaitForSingleObject` waits here in user mode for `done`"
}

static VOID MemberBad(PSUBMIT Submit)
{
    REQUEST request;
    LARGE_INTEGER timeout;

    timeout.QuadPart = -10000000;
    KeInitializeEvent(&request.Done, NotificationEvent, FALSE);
    Submit(&request);
    KeWaitForSingleObject(&request.Done, Executive, UserMode, TRUE, &timeout); // want "for `request.Done`"
}

static VOID ArrayBad(PSUBMIT Submit, PKEVENT Stop)
{
    KTIMER timer;
    PVOID objects[2];

    KeInitializeTimer(&timer);
    objects[0] = Stop;
    objects[1] = &timer;
    Submit(&timer);
    KeWaitForMultipleObjects(2, objects, WaitAny, Executive, UserMode, FALSE, NULL, NULL); // want "`KeWaitForMultipleObjects` waits here in user mode for `timer`"
}

static VOID KernelModeOk(PSUBMIT Submit)
{
    KEVENT done;

    KeInitializeEvent(&done, NotificationEvent, FALSE);
    Submit(&done);
    KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, NULL);
}

static VOID PoolOk(PREQUEST Request)
{
    PREQUEST own = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(REQUEST), 'tseR');

    if (own != NULL) {
        KeWaitForSingleObject(&own->Done, UserRequest, UserMode, FALSE, NULL);
    }
    KeWaitForSingleObject(&Request->Done, UserRequest, UserMode, FALSE, NULL);
}

static VOID GlobalOk(VOID)
{
    static KEVENT done;

    KeWaitForSingleObject(&done, UserRequest, UserMode, FALSE, NULL);
}

static BOOLEAN PollOk(PSUBMIT Submit)
{
    KEVENT done;
    LARGE_INTEGER now;

    now.QuadPart = 0;
    KeInitializeEvent(&done, NotificationEvent, FALSE);
    Submit(&done);
    return KeWaitForSingleObject(&done, UserRequest, UserMode, FALSE, &now) == STATUS_SUCCESS;
}

static VOID SleepOk(KPROCESSOR_MODE Mode)
{
    LARGE_INTEGER interval;

    interval.QuadPart = -10000;
    KeDelayExecutionThread(UserMode, FALSE, &interval);
    KeDelayExecutionThread(Mode, FALSE, &interval);
}

static VOID RequestorOk(PSUBMIT Submit, PIRP Irp)
{
    KEVENT done;

    KeInitializeEvent(&done, NotificationEvent, FALSE);
    Submit(&done);
    KeWaitForSingleObject(&done, UserRequest, Irp->RequestorMode, FALSE, NULL); // not known
}

// A pointer that always leads to the stack.
static VOID CopiedAddressBad(PSUBMIT Submit)
{
    KEVENT done;
    PKEVENT event = &done;

    KeInitializeEvent(event, NotificationEvent, FALSE);
    Submit(event);
    KeWaitForSingleObject(event, UserRequest, UserMode, FALSE, NULL); // want "waits here in user mode for `done`"
}

/* The pointer is NULL, or that of the local variable. */
static VOID PointerOrNoneBad(PSUBMIT Submit, BOOLEAN wait)
{
    KEVENT done;
    PKEVENT signal = NULL;

    if (wait) {
        signal = &done;
        KeInitializeEvent(signal, NotificationEvent, FALSE);
    }
    Submit(signal);
    if (signal) {
        KeWaitForSingleObject(signal, Executive, UserMode, TRUE, NULL); // want "waits here in user mode for `done`"
    }
}

/* It may be another one. */
static VOID OneOfTwoOk(PSUBMIT Submit, PKEVENT theirs)
{
    KEVENT done;
    PKEVENT signal = &done;

    KeInitializeEvent(&done, NotificationEvent, FALSE);
    if (theirs != NULL) {
        signal = theirs;
    }
    Submit(signal);
    KeWaitForSingleObject(signal, Executive, UserMode, TRUE, NULL); // ok: nobody knows
}

static VOID FilledOk(PSUBMIT Submit)
{
    KEVENT done;
    PKEVENT signal = &done;

    KeInitializeEvent(&done, NotificationEvent, FALSE);
    Submit(&signal);
    KeWaitForSingleObject(signal, Executive, UserMode, TRUE, NULL); // ok: it may point elsewhere
}
