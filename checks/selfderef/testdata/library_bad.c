// A library without an entry point; the thread looks first whether it was given anything.
#include <ntddk.h>

typedef struct _ERRAND {
    PDRIVER_OBJECT Owner;
    ULONG Steps;
} ERRAND, *PERRAND;

static VOID Walk(PVOID Context)
{
    PERRAND errand = Context;

    if (!errand) {
        PsTerminateSystemThread(STATUS_INVALID_PARAMETER);
    }
    DbgPrint("%u steps\n", errand->Steps);
    ObDereferenceObject(errand->Owner); // want "keeps its own code loaded"
}

NTSTATUS RunErrand(PERRAND Errand)
{
    HANDLE handle;
    NTSTATUS status;

    ObReferenceObject(Errand->Owner);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Walk, Errand);
    if (!NT_SUCCESS(status)) {
        ObDereferenceObject(Errand->Owner);
        return status;
    }
    return ZwClose(handle);
}
