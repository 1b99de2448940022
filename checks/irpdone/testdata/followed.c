// A way that follows a pointer which it has found to be NULL is none: the system has stopped there.
#include <ntddk.h>

typedef struct _ANSWER {
    ULONG Size;
    ULONG Code;
} ANSWER, *PANSWER;

VOID AnswerOk(PIRP Irp)
{
    PANSWER answer = Irp->AssociatedIrp.SystemBuffer;

    if (answer == NULL) {
        Irp->IoStatus.Status = STATUS_INVALID_PARAMETER;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    answer->Code = 1;
    Irp->IoStatus.Information = sizeof(ANSWER);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
}

VOID OtherBad(PIRP Irp, PANSWER Other)
{
    PANSWER answer = Irp->AssociatedIrp.SystemBuffer;

    if (answer == NULL) {
        Irp->IoStatus.Status = STATUS_INVALID_PARAMETER;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
    }
    Other->Code = 1;
    Irp->IoStatus.Status = STATUS_SUCCESS; // want "`Irp->IoStatus.Status` is used here, after `IoCompleteRequest` has completed the request"
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
}
