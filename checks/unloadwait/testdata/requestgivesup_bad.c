// Requests wait for the threads they create, for a while: nobody can wait for them later on. One
// tells the thread that nobody waits, one tells its caller, and one leaves word in a variable.
#include <ntddk.h>

typedef struct _QUESTION {
    PVOID Object;
    ULONG Length;
    LONG Wanted;
} QUESTION, *PQUESTION;

static VOID Ask(PVOID Context)
{
    PQUESTION question = Context;

    ObQueryNameString(question->Object, NULL, 0, &question->Length);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Measure(PVOID Context) { Ask(Context); }

static VOID Count(PVOID Context) { Ask(Context); }

static BOOLEAN Stuck;

static NTSTATUS AskInThread(PQUESTION Question)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, 0, NULL, NULL, NULL, Ask, Question);

    if (NT_SUCCESS(status)) {
        LARGE_INTEGER second = { .QuadPart = -10 * 1000 * 1000 };

        if (ZwWaitForSingleObject(thread, FALSE, &second) == STATUS_TIMEOUT) { // want "`Ask` gives up"
            InterlockedDecrement(&Question->Wanted);
        }
        ZwClose(thread);
    }
    return status;
}

static NTSTATUS MeasureInThread(PQUESTION Question)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, 0, NULL, NULL, NULL, Measure, Question);

    if (NT_SUCCESS(status)) {
        LARGE_INTEGER second = { .QuadPart = -10 * 1000 * 1000 };

        status = ZwWaitForSingleObject(thread, FALSE, &second); // want "`Measure` gives up"
        ZwClose(thread);
    }
    return status;
}

static NTSTATUS CountInThread(PQUESTION Question)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, 0, NULL, NULL, NULL, Count, Question);

    if (NT_SUCCESS(status)) {
        LARGE_INTEGER second = { .QuadPart = -10 * 1000 * 1000 };

        if (ZwWaitForSingleObject(thread, FALSE, &second) == STATUS_TIMEOUT) {
            Stuck = TRUE;
        }
        ZwClose(thread);
    }
    return status;
}

static NTSTATUS Control(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PQUESTION question = Irp->AssociatedIrp.SystemBuffer;
    NTSTATUS status = AskInThread(question);

    if (NT_SUCCESS(status)) {
        status = MeasureInThread(question);
    }
    if (NT_SUCCESS(status)) {
        status = CountInThread(question);
    }
    UNREFERENCED_PARAMETER(DeviceObject);
    Irp->IoStatus.Status = status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    while (Stuck) {
    }
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    DriverObject->DriverUnload = Unload;
    return IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
}
