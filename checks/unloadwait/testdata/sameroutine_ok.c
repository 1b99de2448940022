// Two threads run one routine: one of them waits for the other when it is asked to, and unload waits for that one.
#include <ntddk.h>

typedef struct _WORKER {
    KEVENT Wake;
    PKTHREAD Thread;
    struct _WORKER *Retire;
    BOOLEAN Stop;
} WORKER, *PWORKER;

static WORKER Manager;
static PKTHREAD ManagerThread;
static WORKER Helper;

static VOID Run(PVOID Context)
{
    PWORKER self = Context;

    while (!self->Stop) {
        KeWaitForSingleObject(&self->Wake, Executive, KernelMode, FALSE, NULL);
        if (self->Retire != NULL) {
            KeWaitForSingleObject(self->Retire->Thread, Executive, KernelMode, FALSE, NULL);
            ObDereferenceObject(self->Retire->Thread);
            self->Retire = NULL;
        }
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unload(PDRIVER_OBJECT Driver)
{
    UNREFERENCED_PARAMETER(Driver);
    Helper.Stop = TRUE;
    KeSetEvent(&Helper.Wake, IO_NO_INCREMENT, FALSE);
    Manager.Retire = &Helper;
    Manager.Stop = TRUE;
    KeSetEvent(&Manager.Wake, IO_NO_INCREMENT, TRUE);
    KeWaitForSingleObject(ManagerThread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(ManagerThread);
}

static NTSTATUS StartHelper(VOID)
{
    HANDLE handle;
    NTSTATUS status;

    KeInitializeEvent(&Helper.Wake, SynchronizationEvent, FALSE);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, &Helper);
    if (!NT_SUCCESS(status))
        return status;
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &Helper.Thread, NULL);
    ZwClose(handle);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Path);
    KeInitializeEvent(&Manager.Wake, SynchronizationEvent, FALSE);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, &Manager);
    if (!NT_SUCCESS(status))
        return status;
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &ManagerThread, NULL);
    ZwClose(handle);
    Driver->DriverUnload = Unload;
    StartHelper();
    return STATUS_SUCCESS;
}
