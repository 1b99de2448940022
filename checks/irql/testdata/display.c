// The routines of a display miniport that the graphics kernel calls at a level above PASSIVE_LEVEL, in a structure under either name.
#include <ntddk.h>
#include <dispmprt.h>

static FAST_MUTEX Maps;
static KEVENT Idle;

static NTSTATUS SubmitBad(const HANDLE Adapter, const DXGKARG_SUBMITCOMMAND *Command)
{
    UNREFERENCED_PARAMETER(Adapter);
    UNREFERENCED_PARAMETER(Command);
    ExAcquireFastMutex(&Maps); // want "`ExAcquireFastMutex` is called at DISPATCH_LEVEL"
    ExReleaseFastMutex(&Maps);
    return STATUS_SUCCESS;
}

static NTSTATUS PreemptBad(const HANDLE Adapter, const DXGKARG_PREEMPTCOMMAND *Command)
{
    UNREFERENCED_PARAMETER(Adapter);
    UNREFERENCED_PARAMETER(Command);
    KeWaitForSingleObject(&Idle, Executive, KernelMode, FALSE, NULL); // want "`KeWaitForSingleObject` is called at DISPATCH_LEVEL"
    return STATUS_SUCCESS;
}

static NTSTATUS RenderOk(const HANDLE Context, DXGKARG_RENDER *Render)
{
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Render);
    ExAcquireFastMutex(&Maps);
    ExReleaseFastMutex(&Maps);
    return STATUS_SUCCESS;
}

static VOID DpcOk(const PVOID Adapter)
{
    UNREFERENCED_PARAMETER(Adapter);
    KeSetEvent(&Idle, IO_NO_INCREMENT, FALSE);
}

static VOID DpcBad(const PVOID Adapter)
{
    UNREFERENCED_PARAMETER(Adapter);
    ExAcquireFastMutex(&Maps); // want "`ExAcquireFastMutex` is called at DISPATCH_LEVEL"
    ExReleaseFastMutex(&Maps);
}

NTSTATUS Other(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    DRIVER_INITIALIZATION_DATA data = {0};

    data.DxgkDdiPreemptCommand = PreemptBad;
    data.DxgkDdiDpcRoutine = DpcOk;
    return DxgkInitialize(DriverObject, RegistryPath, &data);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    DXGK_INITIALIZATION_DATA data = {0};

    ExInitializeFastMutex(&Maps);
    KeInitializeEvent(&Idle, NotificationEvent, FALSE);
    data.DxgkDdiSubmitCommand = SubmitBad;
    data.DxgkDdiRender = RenderOk;
    data.DxgkDdiDpcRoutine = DpcBad;
    Other(DriverObject, RegistryPath);
    return DxgkInitialize(DriverObject, RegistryPath, &data);
}
