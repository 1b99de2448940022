// Requests that are given to a queue.
#include <ntddk.h>
#include <wdf.h>

static WDFQUEUE Waiting;

VOID OnReadBad(WDFQUEUE Queue, WDFREQUEST Request, size_t Length)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Queue);
    UNREFERENCED_PARAMETER(Length);

    status = WdfRequestForwardToIoQueue(Request, Waiting);
    WdfRequestComplete(Request, status); // want "`Request` is given to `WdfRequestComplete` here, also where `WdfRequestForwardToIoQueue` has succeeded"
}

VOID OnWriteBad(WDFQUEUE Queue, WDFREQUEST Request, size_t Length)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Queue);

    status = WdfRequestForwardToIoQueue(Request, Waiting);
    if (NT_SUCCESS(status) && Length == 0) {
        status = STATUS_INVALID_PARAMETER;
    }
    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status); // want "`Request` is given to `WdfRequestComplete` here"
    }
}

VOID OnQueryBad(WDFQUEUE Queue, WDFREQUEST Request, size_t Length)
{
    UNREFERENCED_PARAMETER(Queue);
    UNREFERENCED_PARAMETER(Length);

    if (!NT_SUCCESS(WdfRequestRequeue(Request))) {
        WdfRequestComplete(Request, STATUS_UNSUCCESSFUL);
        return;
    }
    DbgPrint("%p\n", WdfRequestGetFileObject(Request)); // want "`Request` is used here, also where `WdfRequestRequeue` has succeeded"
}

VOID OnReadOk(WDFQUEUE Queue, WDFREQUEST Request, size_t Length)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Queue);

    if (Length != 0) {
        status = WdfRequestForwardToIoQueue(Request, Waiting);
        if (NT_SUCCESS(status)) {
            return;
        }
    } else {
        status = STATUS_SUCCESS;
    }
    WdfRequestComplete(Request, status);
}

VOID OnWriteOk(WDFQUEUE Queue, WDFREQUEST Request, size_t Length)
{
    NTSTATUS status = WdfRequestForwardToIoQueue(Request, Waiting);

    UNREFERENCED_PARAMETER(Queue);
    UNREFERENCED_PARAMETER(Length);

    if (status != STATUS_SUCCESS) {
        WdfRequestCompleteWithInformation(Request, status, 0);
    }
    DbgPrint("%p\n", Request);
}
