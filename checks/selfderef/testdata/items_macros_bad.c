// What selfderef flags, behind macros, tables and context structures.
#include <ntddk.h>

#define RELEASE(object) ObDereferenceObject(object)
#define RELEASE_AND_EXIT(object) do { RELEASE(object); PsTerminateSystemThread(STATUS_SUCCESS); } while (0)
#define IFERR_RETURN(call) do { NTSTATUS s_ = (call); if (!NT_SUCCESS(s_)) return s_; } while (0)

typedef struct _JOB {
    PDRIVER_OBJECT Driver;
    PDEVICE_OBJECT Device;
    PVOID Thread;
    KEVENT Stop;
    WORK_QUEUE_ITEM Item;
} JOB, *PJOB;

static JOB Job;

// Flags: a system thread drops the reference to the driver object.
static VOID DriverJob(PVOID Context)
{
    PJOB job = Context;

    RELEASE_AND_EXIT(job->Driver); // want "system thread `DriverJob`.*driver object"
}

// Flags: the same on a device object, in a helper.
static VOID JobDone(PJOB Job)
{
    RELEASE(Job->Device);
}

static VOID DeviceJob(PVOID Context)
{
    JobDone(Context); // want "system thread `DeviceJob`.*device object"
}

// Flags: a work item of ExQueueWorkItem.
static VOID ItemJob(PVOID Context)
{
    JobDone((PJOB)Context); // want "work item `ItemJob`.*device object"
}

// Flags (warning): its own thread object, that teardown still uses.
static VOID OwnJob(PVOID Context)
{
    KeWaitForSingleObject(&Job.Stop, Executive, KernelMode, FALSE, NULL);
    RELEASE_AND_EXIT(Job.Thread); // want "own thread object `Job.Thread`"
}

static VOID OnUnload(PDRIVER_OBJECT DriverObject)
{
    KeSetEvent(&Job.Stop, 0, FALSE);
    KeWaitForSingleObject(Job.Thread, Executive, KernelMode, FALSE, NULL);
}

static const PKSTART_ROUTINE DriverMain = DriverJob;

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE driver, device, own;

    DriverObject->DriverUnload = OnUnload;
    KeInitializeEvent(&Job.Stop, NotificationEvent, FALSE);
    Job.Driver = DriverObject;
    Job.Device = DriverObject->DeviceObject;
    ObReferenceObject(Job.Driver);
    ObReferenceObject(Job.Device);
    IFERR_RETURN(PsCreateSystemThread(&own, THREAD_ALL_ACCESS, NULL, NULL, NULL, OwnJob, &Job));
    ObReferenceObjectByHandle(own, THREAD_ALL_ACCESS, NULL, KernelMode, &Job.Thread, NULL);
    PsCreateSystemThread(&driver, THREAD_ALL_ACCESS, NULL, NULL, NULL, DriverMain, &Job);
    PsCreateSystemThread(&device, THREAD_ALL_ACCESS, NULL, NULL, NULL, DeviceJob, &Job);
    ExInitializeWorkItem(&Job.Item, ItemJob, &Job);
    ExQueueWorkItem(&Job.Item, DelayedWorkQueue);
    return STATUS_SUCCESS;
}
