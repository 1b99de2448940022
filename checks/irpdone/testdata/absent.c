/* Macros of a header that is absent: what they do with a status is not known. */
#include <ntddk.h>
#include <wdf.h>

VOID OnCommandOk(WDFQUEUE Queue, WDFREQUEST Request, size_t Out, size_t In, ULONG Code)
{
    PVOID buffer;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Queue);
    UNREFERENCED_PARAMETER(Out);
    UNREFERENCED_PARAMETER(In);
    status = WdfRequestRetrieveOutputBuffer(Request, 0, &buffer, NULL);
    LEAVE_IF_FAILED(status, "no buffer");
    switch (Code) {
    case 1:
        WdfRequestComplete(Request, STATUS_SUCCESS);
        break;
    default:
        status = STATUS_INVALID_DEVICE_REQUEST;
        break;
    }

Exit:
    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status);
    }
}
