/* numbers and arrays that only the way to the call tells: variables, branches, helpers */
#include <ntifs.h>

#define MAX_OBJS 8
#define wait_for(n, objs) KeWaitForMultipleObjects((n), (objs), WaitAny, Executive, KernelMode, FALSE, NULL, NULL)

struct port {
	KEVENT stop, read, write, ctl;
	BOOLEAN has_ctl;
	ULONG nr;
	void *objs[MAX_OBJS];
};

void counted_bad(struct port *p)
{
	void *objs[MAX_OBJS];
	ULONG nr = 0;

	objs[nr++] = &p->stop;
	objs[nr++] = &p->read;
	objs[nr++] = &p->write;
	objs[nr++] = &p->ctl;
	wait_for(nr, objs); /* the fourth is one too many */ // want "THREAD_WAIT_OBJECTS"
}

/* only with the control event */
void sometimes_bad(struct port *p)
{
	ULONG nr = 3;

	if (p->has_ctl)
		nr = 4;
	wait_for(nr, p->objs); // want "THREAD_WAIT_OBJECTS"
}

static NTSTATUS wait_any(ULONG nr, void **objs, PKWAIT_BLOCK blocks)
{
	return KeWaitForMultipleObjects(nr, objs, WaitAny, Executive, KernelMode, FALSE, NULL, blocks);
}

static NTSTATUS wait_plain(ULONG nr, void **objs)
{
	return wait_any(nr, objs, NULL);
}

void helper_bad(struct port *p)
{
	wait_plain(4, p->objs); // want "through `wait_plain`.*THREAD_WAIT_OBJECTS"
}

void other_helper_bad(struct port *p)
{
	wait_plain(MAX_OBJS, p->objs); // want "through `wait_plain`"
}

void helper_ok(struct port *p)
{
	KWAIT_BLOCK blocks[MAX_OBJS];

	wait_plain(3, p->objs);
	wait_any(MAX_OBJS, p->objs, blocks);
}

static NTSTATUS wait_either(ULONG nr, void **objs, PKWAIT_BLOCK blocks)
{
	return wait_any(nr, objs, nr > THREAD_WAIT_OBJECTS ? blocks : NULL);
}

void chosen_ok(struct port *p)
{
	KWAIT_BLOCK blocks[MAX_OBJS];

	wait_either(2, p->objs, blocks);
	wait_either(MAX_OBJS, p->objs, blocks);
}

void branches_ok(struct port *p)
{
	KWAIT_BLOCK blocks[4];
	PKWAIT_BLOCK lent = NULL;
	ULONG nr = 3;

	if (p->has_ctl) {
		nr = 4;
		lent = blocks;
	}
	KeWaitForMultipleObjects(nr, p->objs, WaitAny, Executive, KernelMode, FALSE, NULL, lent);
}

void refused_ok(struct port *p, ULONG nr)
{
	if (nr > THREAD_WAIT_OBJECTS)
		return;
	wait_plain(nr, p->objs);
}

void refused_caller_ok(struct port *p)
{
	refused_ok(p, 5);
}

/* the number is known to be too large, not which it is */
void FN_at_least_bad(struct port *p)
{
	if (p->nr < 4)
		return;
	wait_for(p->nr, p->objs);
}

/* how often a loop was followed says nothing of the number that bounds it */
NTSTATUS looped_ok(PKEVENT *events, ULONG nr)
{
	void *objs[MAXIMUM_WAIT_OBJECTS];
	ULONG i;

	for (i = 0; i < nr; i++)
		objs[i] = events[i];
	return wait_for(nr, objs);
}

void looped_member_ok(struct port *p)
{
	ULONG i = 0;

	while (i != p->nr)
		KeClearEvent((PKEVENT)p->objs[i++]);
	wait_for(p->nr, p->objs);
}

void looped_copy_ok(struct port *p)
{
	ULONG i, nr = p->nr;

	for (i = 0; i < nr; i++)
		KeClearEvent((PKEVENT)p->objs[i]);
	wait_plain(nr, p->objs);
}

/* a caller knows the number */
void looped_helper_bad(PKEVENT *events)
{
	looped_ok(events, 4); // want "through `looped_ok`"
}

void looped_helper_ok(PKEVENT *events)
{
	looped_ok(events, 2);
}
