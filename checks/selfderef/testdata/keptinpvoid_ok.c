// A PVOID in which other objects are stored as well, or of which nobody knows what it is, keeps nothing loaded for sure.
#include <ntifs.h>

typedef struct _ERRAND {
    PVOID Either;
    PVOID Found;
    PVOID File;
} ERRAND, *PERRAND;

static ERRAND Errand;
static PDRIVER_OBJECT Self;

static VOID Drop(PVOID Object)
{
    ObDereferenceObject(Object);
}

static VOID RunErrand(PVOID Context)
{
    PERRAND errand = Context;

    ObDereferenceObject(errand->Either);
    ObDereferenceObject(errand->Found);
    Drop(errand->File);
    Drop(errand->Either);
}

static VOID Unload(PDRIVER_OBJECT Driver)
{
    UNREFERENCED_PARAMETER(Driver);
}

NTSTATUS Prepare(PFILE_OBJECT File, HANDLE Handle)
{
    Errand.Either = Self;
    if (File != NULL)
        Errand.Either = File;
    Errand.File = File;
    return ObReferenceObjectByHandle(Handle, 0, NULL, KernelMode, &Errand.Found, NULL);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    HANDLE thread;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Path);
    Self = Driver;
    Errand.Found = Driver;
    Driver->DriverUnload = Unload;
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, RunErrand, &Errand);
    if (NT_SUCCESS(status))
        ZwClose(thread);
    return status;
}
