// Requests of the framework, and an IRP in a class.
#include <ntddk.h>
#include <wdf.h>

class Request {
public:
    explicit Request(PIRP irp) : irp_(irp) {}
    static NTSTATUS CompleteBad(PIRP irp, NTSTATUS status)
    {
        irp->IoStatus.Status = status;
        IoCompleteRequest(irp, IO_NO_INCREMENT);
        return irp->IoStatus.Status; // want "`irp->IoStatus.Status` is used"
    }

private:
    PIRP irp_;
};

void OnControlBad(WDFQUEUE, WDFREQUEST request, size_t out, size_t, ULONG code)
{
    if (code == 1) {
        WdfRequestComplete(request, STATUS_INVALID_PARAMETER);
    }
    WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, out); // want "`request` is completed again, after `WdfRequestComplete`"
}

void OnControlOk(WDFQUEUE, WDFREQUEST request, size_t out, size_t, ULONG code)
{
    if (code == 1) {
        WdfRequestComplete(request, STATUS_INVALID_PARAMETER);
        return;
    }
    WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, out);
}
