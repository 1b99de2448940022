// Requests that the framework finds in a queue come with a reference.
#include <ntddk.h>
#include <wdf.h>

NTSTATUS TakeBad(WDFQUEUE Queue, ULONG Space, WDFREQUEST *Taken)
{
    WDF_REQUEST_PARAMETERS parameters;
    WDFREQUEST found;
    NTSTATUS status;

    WDF_REQUEST_PARAMETERS_INIT(&parameters);
    status = WdfIoQueueFindRequest(Queue, NULL, NULL, &parameters, &found);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (parameters.Parameters.Write.Length > Space) {
        return STATUS_BUFFER_OVERFLOW; // want "`TakeBad` returns here with the reference that `WdfIoQueueFindRequest` has taken"
    }
    status = WdfIoQueueRetrieveFoundRequest(Queue, found, Taken);
    WdfObjectDereference(found);
    return status;
}

NTSTATUS TakeOk(WDFQUEUE Queue, ULONG Space, WDFREQUEST *Taken)
{
    WDF_REQUEST_PARAMETERS parameters;
    WDFREQUEST found, last = NULL;
    NTSTATUS status;

    WDF_REQUEST_PARAMETERS_INIT(&parameters);
    for (;;) {
        status = WdfIoQueueFindRequest(Queue, last, NULL, &parameters, &found);
        if (last != NULL) {
            WdfObjectDereference(last);
        }
        if (!NT_SUCCESS(status)) {
            return status;
        }
        if (parameters.Parameters.Write.Length <= Space) {
            break;
        }
        last = found;
    }
    status = WdfIoQueueRetrieveFoundRequest(Queue, found, Taken);
    WdfObjectDereference(found);
    return status;
}
