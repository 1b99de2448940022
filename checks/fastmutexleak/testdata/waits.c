// A wait that nothing but its object ends does not fail.
#include <ntddk.h>

typedef struct _BOX {
    FAST_MUTEX Lock;
    KEVENT Done;
} BOX, *PBOX;

VOID NoLimitOk(PBOX Box)
{
    NTSTATUS status;

    ExAcquireFastMutex(&Box->Lock);
    status = KeWaitForSingleObject(&Box->Done, Executive, KernelMode, FALSE, NULL);
    if (!NT_SUCCESS(status)) {
        return;
    }
    ExReleaseFastMutex(&Box->Lock);
}

VOID AlertableBad(PBOX Box)
{
    NTSTATUS status;

    ExAcquireFastMutex(&Box->Lock);
    status = KeWaitForSingleObject(&Box->Done, Executive, KernelMode, TRUE, NULL);
    if (!NT_SUCCESS(status)) {
        return; // want "`AlertableBad`"
    }
    ExReleaseFastMutex(&Box->Lock);
}
