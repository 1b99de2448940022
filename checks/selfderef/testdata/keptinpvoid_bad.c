// What keeps the driver loaded goes to the thread through a PVOID: what was stored there tells what it is.
#include <ntddk.h>

typedef struct _ERRAND {
    PVOID Keep;
    PVOID Target;
    ULONG Number;
} ERRAND, *PERRAND;

static PDRIVER_OBJECT Self;
static PVOID Owner;
static ERRAND Errand;

static VOID Finish(PVOID Kept)
{
    ObDereferenceObject(Kept);
}

static VOID RunErrand(PVOID Context)
{
    PERRAND errand = Context;
    PVOID keep = errand->Keep;

    errand->Number++;
    ObDereferenceObject(keep); // want "reference to the driver object `keep`"
}

static VOID RunForOwner(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    Finish(Owner); // want "reference to the driver object `Owner`"
}

static VOID Unload(PDRIVER_OBJECT Driver)
{
    UNREFERENCED_PARAMETER(Driver);
}

static NTSTATUS Run(PKSTART_ROUTINE Routine)
{
    HANDLE thread;
    NTSTATUS status;

    ObReferenceObject(Self);
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Routine, &Errand);
    if (NT_SUCCESS(status))
        ZwClose(thread);
    else
        ObDereferenceObject(Self);
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    Self = Driver;
    Owner = NULL;
    Owner = Self;
    Errand.Keep = Self;
    Driver->DriverUnload = Unload;
    Run(RunErrand);
    return Run(RunForOwner);
}
