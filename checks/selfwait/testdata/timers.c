/* Timers and DPCs, K&R layout and macros. */
#include <ntddk.h>

#define KILL(t, w)  ExDeleteTimer((t), TRUE, (w), NULL)

static PEX_TIMER once, twice;
static KDPC dpc, other;

static VOID
on_once(t, context)
	PEX_TIMER t;
	PVOID context;
{
	KILL(once, TRUE); // want "`ExDeleteTimer` waits here for the end of `on_once`"
}

static VOID
on_twice(t, context)
	PEX_TIMER t;
	PVOID context;
{
	KILL(twice, FALSE);
}

static VOID
on_dpc(d, context, a, b)
	PKDPC d;
	PVOID context, a, b;
{
	KeRemoveQueueDpcEx(&dpc, TRUE); // want "`KeRemoveQueueDpcEx` waits here for the end of `on_dpc`"
	KeRemoveQueueDpcEx(&other, FALSE);
	KeRemoveQueueDpc(&dpc);
}

static VOID
on_other(d, context, a, b)
	PKDPC d;
	PVOID context, a, b;
{
	DbgPrint("%p\n", d);
}

void
start(void)
{
	once = ExAllocateTimer(on_once, NULL, 0);
	twice = ExAllocateTimer(on_twice, NULL, 0);
	KeInitializeDpc(&dpc, on_dpc, NULL);
	KeInitializeDpc(&other, on_other, NULL);
	KeInsertQueueDpc(&dpc, NULL, NULL);
}

void
stop(void)
{
	KILL(once, TRUE);
	KeRemoveQueueDpcEx(&dpc, TRUE);
}
