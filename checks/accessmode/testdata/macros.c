/* K&R layout, macros; an array of handles in the buffer. */
#include <ntddk.h>

#define INPUT(irp, type)   ((type *)(irp)->AssociatedIrp.SystemBuffer)
#define REF(h, o)          ObReferenceObjectByHandle((h), 0, NULL, KernelMode, (o), NULL)

struct request {
	unsigned long count;
	HANDLE events[8];
};

NTSTATUS
EventsBad(dev, irp)
	PDEVICE_OBJECT dev;
	PIRP irp;
{
	struct request *r = INPUT(irp, struct request);
	void *objects[8];
	unsigned long i;
	NTSTATUS status = STATUS_SUCCESS;

	for (i = 0; i < r->count && i < 8; i++) {
		status = REF(r->events[i], &objects[i]); // want "takes the handle `r->events"
		if (!NT_SUCCESS(status))
			break;
	}
	return status;
}
