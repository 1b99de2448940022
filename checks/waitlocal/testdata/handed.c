/* Through helpers and macros; K&R layout. */
#include <ntddk.h>

#define WAIT_USER(e)  KeWaitForSingleObject((e), UserRequest, UserMode, FALSE, NULL)

extern void submit(void *);

static NTSTATUS
wait_for(event, mode)
	PKEVENT event;
	KPROCESSOR_MODE mode;
{
	return KeWaitForSingleObject(event, Executive, mode, FALSE, NULL);
}

void
HelperBad(void)
{
	KEVENT done;

	KeInitializeEvent(&done, NotificationEvent, FALSE);
	submit(&done);
	wait_for(&done, UserMode); // want "waits here in user mode .through `wait_for`. for `done`"
}

void
MacroBad(void)
{
	KEVENT done;

	KeInitializeEvent(&done, NotificationEvent, FALSE);
	submit(&done);
	WAIT_USER(&done); // want "for `done`"
}

void
HelperOk(PKEVENT theirs)
{
	KEVENT done;

	KeInitializeEvent(&done, NotificationEvent, FALSE);
	submit(&done);
	wait_for(&done, KernelMode);
	wait_for(theirs, UserMode);
}
