// What exitsend must leave alone, and flags, in the style of WDM samples: extensions, SAL, __try.
#include <fltKernel.h>

typedef struct _MONITOR_EXTENSION {
    PFLT_FILTER Filter;
    PFLT_PORT ClientPort;
    PIO_WORKITEM WorkItem;
    KDPC Dpc;
    KEVENT Answered;
    HANDLE ProcessId;
} MONITOR_EXTENSION, *PMONITOR_EXTENSION;

PDEVICE_OBJECT MonitorDevice;

IO_WORKITEM_ROUTINE MonitorWorker;
KDEFERRED_ROUTINE MonitorDpc;
KSTART_ROUTINE MonitorThread;

_IRQL_requires_max_(APC_LEVEL)
static NTSTATUS MonitorSend(_In_ PMONITOR_EXTENSION Extension, _In_ HANDLE ProcessId)
{
    return FltSendMessage(Extension->Filter, &Extension->ClientPort, &ProcessId, sizeof(ProcessId), NULL, NULL, NULL);
}

_Use_decl_annotations_
VOID MonitorWorker(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PMONITOR_EXTENSION extension = (PMONITOR_EXTENSION)DeviceObject->DeviceExtension;

    UNREFERENCED_PARAMETER(Context);
    (VOID)MonitorSend(extension, extension->ProcessId);
}

_Use_decl_annotations_
VOID MonitorDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    PMONITOR_EXTENSION extension = (PMONITOR_EXTENSION)DeferredContext;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    IoQueueWorkItem(extension->WorkItem, MonitorWorker, DelayedWorkQueue, NULL);
}

_Use_decl_annotations_
VOID MonitorThread(PVOID StartContext)
{
    (VOID)MonitorSend((PMONITOR_EXTENSION)StartContext, PsGetCurrentProcessId());
    PsTerminateSystemThread(STATUS_SUCCESS);
}

// Leave alone: sends only on the create path. if (Create)
VOID IfOk(_In_ HANDLE ParentId, _In_ HANDLE ProcessId, _In_ BOOLEAN Create)
{
    PMONITOR_EXTENSION extension = (PMONITOR_EXTENSION)MonitorDevice->DeviceExtension;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(ParentId);

    __try {
        if (Create) {
            (VOID)MonitorSend(extension, ProcessId);
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        NOTHING;
    }
}

// Leave alone: Create == FALSE with early return.
VOID EarlyReturnOk(_In_ HANDLE ParentId, _In_ HANDLE ProcessId, _In_ BOOLEAN Create)
{
    PMONITOR_EXTENSION extension = (PMONITOR_EXTENSION)MonitorDevice->DeviceExtension;

    UNREFERENCED_PARAMETER(ParentId);
    __try {
        if (Create == FALSE) {
            __leave;
        }
        (VOID)MonitorSend(extension, ProcessId);
    } __finally {
        extension->ProcessId = NULL;
    }
}

// Leave alone: !CreateInfo.
VOID NoInfoOk(_Inout_ PEPROCESS Process, _In_ HANDLE ProcessId, _Inout_opt_ PPS_CREATE_NOTIFY_INFO CreateInfo)
{
    UNREFERENCED_PARAMETER(Process);
    if (!ARGUMENT_PRESENT(CreateInfo)) {
        return;
    }
    if (!NT_SUCCESS(MonitorSend((PMONITOR_EXTENSION)MonitorDevice->DeviceExtension, ProcessId))) {
        CreateInfo->CreationStatus = STATUS_ACCESS_DENIED;
    }
}

// Leave alone: a local copy.
VOID CopyOk(_In_ HANDLE ParentId, _In_ HANDLE ProcessId, _In_ BOOLEAN Create)
{
    const BOOLEAN isCreation = Create;
    NTSTATUS status = STATUS_PROCESS_IS_TERMINATING;

    UNREFERENCED_PARAMETER(ParentId);
    __try {
        if (isCreation) {
            status = STATUS_SUCCESS;
        }
    } __finally {
        if (NT_SUCCESS(status)) {
            (VOID)MonitorSend((PMONITOR_EXTENSION)MonitorDevice->DeviceExtension, ProcessId);
        }
    }
}

// Leave alone: the flag handed on to a helper.
static VOID MonitorNotify(_In_ PMONITOR_EXTENSION Extension, _In_ HANDLE ProcessId, _In_ BOOLEAN Exiting)
{
    if (Exiting) {
        Extension->ProcessId = ProcessId;
    } else {
        (VOID)MonitorSend(Extension, ProcessId);
    }
}

VOID HandedOnOk(_In_ HANDLE ParentId, _In_ HANDLE ProcessId, _In_ BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    MonitorNotify((PMONITOR_EXTENSION)MonitorDevice->DeviceExtension, ProcessId, (BOOLEAN)!Create);
}

// Leave alone: work handed to a work item, a DPC, a thread.
VOID WorkItemOk(_In_ HANDLE ParentId, _In_ HANDLE ProcessId, _In_ BOOLEAN Create)
{
    PMONITOR_EXTENSION extension = (PMONITOR_EXTENSION)MonitorDevice->DeviceExtension;

    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(Create);
    extension->ProcessId = ProcessId;
    IoQueueWorkItem(extension->WorkItem, MonitorWorker, DelayedWorkQueue, NULL);
}

VOID DpcOk(_In_ HANDLE ParentId, _In_ HANDLE ProcessId, _In_ BOOLEAN Create)
{
    PMONITOR_EXTENSION extension = (PMONITOR_EXTENSION)MonitorDevice->DeviceExtension;

    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(Create);
    extension->ProcessId = ProcessId;
    KeInsertQueueDpc(&extension->Dpc, NULL, NULL);
}

VOID ThreadOk(_In_ HANDLE ParentId, _In_ HANDLE ProcessId, _In_ BOOLEAN Create)
{
    HANDLE thread;

    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(Create);
    if (NT_SUCCESS(PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, MonitorThread, MonitorDevice->DeviceExtension))) {
        ZwClose(thread);
    }
}

// Leave alone: image-load notify routines.
VOID ImageOk(_In_opt_ PUNICODE_STRING FullImageName, _In_ HANDLE ProcessId, _In_ PIMAGE_INFO ImageInfo)
{
    UNREFERENCED_PARAMETER(FullImageName);
    UNREFERENCED_PARAMETER(ImageInfo);
    (VOID)MonitorSend((PMONITOR_EXTENSION)MonitorDevice->DeviceExtension, ProcessId);
}

// Leave alone: a routine that is never registered.
VOID NeverRegisteredOk(_In_ HANDLE ParentId, _In_ HANDLE ProcessId, _In_ BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(Create);
    (VOID)MonitorSend((PMONITOR_EXTENSION)MonitorDevice->DeviceExtension, ProcessId);
}

// Flags: FltSendMessage on the exit path.
VOID FinallyBad(_Inout_ PEPROCESS Process, _In_ HANDLE ProcessId, _Inout_opt_ PPS_CREATE_NOTIFY_INFO CreateInfo)
{
    UNREFERENCED_PARAMETER(Process);
    __try {
        if (CreateInfo == NULL) {
            __leave;
        }
        CreateInfo->CreationStatus = STATUS_SUCCESS;
    } __finally {
        (VOID)MonitorSend((PMONITOR_EXTENSION)MonitorDevice->DeviceExtension, ProcessId); // want "FltSendMessage"
    }
}

// Flags: a routine that never tests the parameter.
VOID UntestedBad(_In_ HANDLE ProcessId, _In_ HANDLE ThreadId, _In_ BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(Create);
    (VOID)MonitorSend((PMONITOR_EXTENSION)MonitorDevice->DeviceExtension, ThreadId); // want "does not test `Create`"
}

// Flags: cancellable waits.
VOID CancellableBad(_In_ HANDLE ParentId, _In_ HANDLE ProcessId, _In_ BOOLEAN Create)
{
    PMONITOR_EXTENSION extension = (PMONITOR_EXTENSION)MonitorDevice->DeviceExtension;

    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);
    if (!Create) {
        (VOID)FsRtlCancellableWaitForSingleObject(&extension->Answered, NULL, NULL); // want "FsRtlCancellableWaitForSingleObject"
    }
}

// Flags (warning): a wait without limit.
VOID WaitBad(_In_ HANDLE ParentId, _In_ HANDLE ProcessId, _In_ BOOLEAN Create)
{
    PMONITOR_EXTENSION extension = (PMONITOR_EXTENSION)MonitorDevice->DeviceExtension;

    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);
    if (!Create) {
        KeWaitForSingleObject(&extension->Answered, Executive, KernelMode, FALSE, NULL); // want "waits without limit"
    }
}

NTSTATUS DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    PsSetCreateProcessNotifyRoutine(IfOk, FALSE);
    PsSetCreateProcessNotifyRoutine(EarlyReturnOk, FALSE);
    PsSetCreateProcessNotifyRoutineEx(NoInfoOk, FALSE);
    PsSetCreateProcessNotifyRoutine(CopyOk, FALSE);
    PsSetCreateProcessNotifyRoutine(HandedOnOk, FALSE);
    PsSetCreateProcessNotifyRoutine(WorkItemOk, FALSE);
    PsSetCreateProcessNotifyRoutine(DpcOk, FALSE);
    PsSetCreateProcessNotifyRoutine(ThreadOk, FALSE);
    PsSetLoadImageNotifyRoutine(ImageOk);
    PsSetCreateProcessNotifyRoutineEx2(PsCreateProcessNotifySubsystems, FinallyBad, FALSE);
    PsSetCreateThreadNotifyRoutine(UntestedBad);
    PsSetCreateProcessNotifyRoutine(CancellableBad, FALSE);
    return PsSetCreateProcessNotifyRoutine(WaitBad, FALSE);
}
