// What selfderef must leave alone, behind macros, tables and context structures.
#include <ntddk.h>

#define RELEASE(object) do { if (object) { ObDereferenceObject(object); (object) = NULL; } } while (0)
#define JOIN(object) do { KeWaitForSingleObject((object), Executive, KernelMode, FALSE, NULL); RELEASE(object); } while (0)

typedef struct _JOB {
    PDRIVER_OBJECT Driver;
    PDEVICE_OBJECT Device;
    PFILE_OBJECT File;
    PKEVENT Event;
    PVOID Thread;
    KEVENT Stop;
    VOID (*Release)(struct _JOB *Job);
} JOB, *PJOB;

static JOB Job;

static VOID ReleaseDriver(PJOB Job)
{
    RELEASE(Job->Driver);
}

// Leave alone: teardown waits for that thread.
static VOID WaitedOk(PVOID Context)
{
    PJOB job = Context;

    job->Release(job);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

// Leave alone: the reference is dropped by another context.
static VOID OtherContextOk(PVOID Context)
{
    KeWaitForSingleObject(&((PJOB)Context)->Stop, Executive, KernelMode, FALSE, NULL);
}

static NTSTATUS OnClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    ReleaseDriver(&Job);
    RELEASE(Job.Device);
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

// Leave alone: objects that keep nothing loaded.
static VOID NothingLoadedOk(PVOID Context)
{
    PJOB job = Context;

    RELEASE(job->File);
    RELEASE(job->Event);
}

static VOID OnUnload(PDRIVER_OBJECT DriverObject)
{
    KeSetEvent(&Job.Stop, 0, FALSE);
    JOIN(Job.Thread);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE waited, other, nothing;

    DriverObject->DriverUnload = OnUnload;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = OnClose;
    KeInitializeEvent(&Job.Stop, NotificationEvent, FALSE);
    Job.Driver = DriverObject;
    Job.Release = ReleaseDriver;
    ObReferenceObject(Job.Driver);
    PsCreateSystemThread(&other, THREAD_ALL_ACCESS, NULL, NULL, NULL, OtherContextOk, &Job);
    PsCreateSystemThread(&nothing, THREAD_ALL_ACCESS, NULL, NULL, NULL, NothingLoadedOk, &Job);
    if (NT_SUCCESS(PsCreateSystemThread(&waited, THREAD_ALL_ACCESS, NULL, NULL, NULL, WaitedOk, &Job)))
        ObReferenceObjectByHandle(waited, THREAD_ALL_ACCESS, NULL, KernelMode, &Job.Thread, NULL);
    return STATUS_SUCCESS;
}
