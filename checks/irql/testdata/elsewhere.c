// Locks whose bodies are not here, or are those of another build: what their annotations promise is what they do.
#include <ntddk.h>

typedef struct _GATE {
    KSPIN_LOCK Lock;
    KIRQL Kept;
    ULONG Count;
} GATE, *PGATE;

_IRQL_raises_(DISPATCH_LEVEL)
_IRQL_saves_
KIRQL EnterElsewhere(PGATE Gate);

_IRQL_requires_(DISPATCH_LEVEL)
VOID LeaveElsewhere(PGATE Gate, _IRQL_restores_ KIRQL Before);

/* Built for user mode, it raises nothing. */
_IRQL_raises_(DISPATCH_LEVEL)
static VOID Enter(PGATE Gate)
{
    Gate->Kept = 0;
}

_IRQL_requires_(DISPATCH_LEVEL)
_IRQL_restores_global_(SpinLock, Gate)
static VOID Leave(PGATE Gate)
{
    Gate->Count++;
}

static NTSTATUS Create(PDEVICE_OBJECT Device, PIRP Irp)
{
    PGATE gate = Device->DeviceExtension;
    KIRQL before = EnterElsewhere(gate);

    UNREFERENCED_PARAMETER(Irp);
    gate->Count++;
    LeaveElsewhere(gate, before);
    Enter(gate);
    Leave(gate);
    return STATUS_SUCCESS;
}

static NTSTATUS Close(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Irp);
    Leave(Device->DeviceExtension); // want "Leave` is called at APC_LEVEL or below"
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    Driver->MajorFunction[IRP_MJ_CREATE] = Create;
    Driver->MajorFunction[IRP_MJ_CLOSE] = Close;
    return STATUS_SUCCESS;
}
