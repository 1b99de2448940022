// The handles of two threads in one place, one after the other.
#include <ntddk.h>

static HANDLE Worker;
static KEVENT Stop;
static BOOLEAN Slow;
static HANDLE Hidden;
static ULONG_PTR Mask;

static VOID First(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
}

static VOID Second(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL);
}

NTSTATUS BothBad(VOID)
{
    NTSTATUS status = PsCreateSystemThread(&Worker, THREAD_ALL_ACCESS, NULL, NULL, NULL, First, NULL); // want "overwrites it"

    if (!NT_SUCCESS(status))
        return status;
    return PsCreateSystemThread(&Worker, THREAD_ALL_ACCESS, NULL, NULL, NULL, Second, NULL);
}

NTSTATUS LocalBad(VOID)
{
    HANDLE handle;
    NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, First, NULL); // want "overwrites it"

    if (NT_SUCCESS(status))
        status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Second, NULL);
    if (NT_SUCCESS(status))
        ZwClose(handle);
    return status;
}

NTSTATUS ClosedOk(VOID)
{
    HANDLE handle;
    NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, First, NULL);

    if (!NT_SUCCESS(status))
        return status;
    ZwClose(handle);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Second, NULL);
    if (NT_SUCCESS(status))
        ZwClose(handle);
    return status;
}

NTSTATUS FallBackOk(VOID)
{
    NTSTATUS status = PsCreateSystemThread(&Worker, THREAD_ALL_ACCESS, NULL, NULL, NULL, First, NULL);

    if (!NT_SUCCESS(status))
        status = PsCreateSystemThread(&Worker, SYNCHRONIZE, NULL, NULL, NULL, Second, NULL);
    return status;
}

NTSTATUS EitherOk(VOID)
{
    NTSTATUS status;

    if (Slow)
        status = PsCreateSystemThread(&Worker, THREAD_ALL_ACCESS, NULL, NULL, NULL, First, NULL);
    if (!Slow)
        status = PsCreateSystemThread(&Worker, THREAD_ALL_ACCESS, NULL, NULL, NULL, Second, NULL);
    return status;
}

NTSTATUS CopiedOk(PHANDLE Out)
{
    HANDLE handle;
    NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, First, NULL);

    if (!NT_SUCCESS(status))
        return status;
    *Out = handle;
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Second, NULL);
    if (NT_SUCCESS(status))
        ZwClose(handle);
    return status;
}

// What is computed from the handle may be the handle.
NTSTATUS ComputedOk(VOID)
{
    NTSTATUS status = PsCreateSystemThread(&Hidden, THREAD_ALL_ACCESS, NULL, NULL, NULL, First, NULL);

    if (!NT_SUCCESS(status))
        return status;
    Mask = ~(ULONG_PTR)Hidden;
    return PsCreateSystemThread(&Hidden, THREAD_ALL_ACCESS, NULL, NULL, NULL, Second, NULL);
}

static VOID Unload(PDRIVER_OBJECT Driver)
{
    UNREFERENCED_PARAMETER(Driver);
    KeSetEvent(&Stop, 0, FALSE);
    ZwWaitForSingleObject(Worker, FALSE, NULL);
    ZwClose(Worker);
    ZwClose(Hidden);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    HANDLE other;

    UNREFERENCED_PARAMETER(Path);
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    Driver->DriverUnload = Unload;
    BothBad();
    LocalBad();
    ClosedOk();
    FallBackOk();
    EitherOk();
    ComputedOk();
    return CopiedOk(&other);
}
