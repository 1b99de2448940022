/* K&R layout; taken back where the entry point fails, and in the timer's own routine. */
#include <ntddk.h>

struct state {
	KTIMER timer;
	KDPC dpc;
	int left;
} state;

static void
tick(dpc, context, a, b)
	PKDPC dpc;
	void *context, *a, *b;
{
	struct state *s = context;

	if (--s->left == 0)
		KeCancelTimer(&s->timer);
}

static void
unload(driver) // want "the timer `state.timer`"
	PDRIVER_OBJECT driver;
{
	DbgPrint("%p\n", driver);
}

NTSTATUS
DriverEntry(driver, path)
	PDRIVER_OBJECT driver;
	PUNICODE_STRING path;
{
	LARGE_INTEGER due;
	PDEVICE_OBJECT device;
	NTSTATUS status;

	due.QuadPart = -1;
	state.left = 10;
	KeInitializeTimer(&state.timer);
	KeInitializeDpc(&state.dpc, tick, &state);
	KeSetTimerEx(&state.timer, due, 100, &state.dpc);
	status = IoCreateDevice(driver, 0, path, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
	if (!NT_SUCCESS(status)) {
		KeCancelTimer(&state.timer);
		return status;
	}
	driver->DriverUnload = unload;
	return status;
}
