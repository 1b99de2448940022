// What unloadwait must leave alone, and flags, in the style of WDM samples: extensions, SAL, __try.
#include <ntddk.h>

#define POOL_SIZE 4

typedef struct _DEVICE_EXTENSION {
    KEVENT StopEvent;
    KEVENT DoneEvent;
    PKTHREAD HelpedThread;
    HANDLE HandleThread;
    PVOID PoolThreads[POOL_SIZE];
    KWAIT_BLOCK WaitBlocks[POOL_SIZE];
    PKTHREAD MaybeThread;
    PKTHREAD SkippedThread;
    PKTHREAD TimedThread;
    PKTHREAD EventThread;
    BOOLEAN SurpriseRemoved;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

KSTART_ROUTINE HelpedMain;
KSTART_ROUTINE HandleMain;
KSTART_ROUTINE PoolMain;
KSTART_ROUTINE CreatorMain;
KSTART_ROUTINE MaybeMain;
KSTART_ROUTINE ForgottenMain;
KSTART_ROUTINE SkippedMain;
KSTART_ROUTINE TimedMain;
KSTART_ROUTINE EventMain;
DRIVER_UNLOAD DriverUnload;
DRIVER_INITIALIZE DriverEntry;
_Dispatch_type_(IRP_MJ_CREATE) DRIVER_DISPATCH DispatchCreate;

static VOID WaitForStop(_In_ PVOID Context)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)Context;

    (VOID)KeWaitForSingleObject(&extension->StopEvent, Executive, KernelMode, FALSE, NULL);
}

_Use_decl_annotations_ VOID HelpedMain(PVOID Context) { WaitForStop(Context); PsTerminateSystemThread(STATUS_SUCCESS); }
_Use_decl_annotations_ VOID HandleMain(PVOID Context) { WaitForStop(Context); PsTerminateSystemThread(STATUS_SUCCESS); }
_Use_decl_annotations_ VOID PoolMain(PVOID Context) { WaitForStop(Context); PsTerminateSystemThread(STATUS_SUCCESS); }
_Use_decl_annotations_ VOID CreatorMain(PVOID Context) { WaitForStop(Context); PsTerminateSystemThread(STATUS_SUCCESS); }
_Use_decl_annotations_ VOID MaybeMain(PVOID Context) { WaitForStop(Context); PsTerminateSystemThread(STATUS_SUCCESS); }
_Use_decl_annotations_ VOID ForgottenMain(PVOID Context) { WaitForStop(Context); PsTerminateSystemThread(STATUS_SUCCESS); }
_Use_decl_annotations_ VOID SkippedMain(PVOID Context) { WaitForStop(Context); PsTerminateSystemThread(STATUS_SUCCESS); }
_Use_decl_annotations_ VOID TimedMain(PVOID Context) { WaitForStop(Context); PsTerminateSystemThread(STATUS_SUCCESS); }

_Use_decl_annotations_
VOID EventMain(PVOID Context)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)Context;

    WaitForStop(Context);
    KeSetEvent(&extension->DoneEvent, IO_NO_INCREMENT, FALSE);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS StartThread(_In_ PKSTART_ROUTINE Routine, _In_ PDEVICE_EXTENSION Extension, _Outptr_ PKTHREAD *Thread)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE handle;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, &attributes, NULL, NULL, Routine, Extension);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)Thread, NULL);
    ZwClose(handle);
    return status;
}

static VOID StopThread(_Inout_ PKTHREAD *Thread)
{
    if (*Thread == NULL) {
        return;
    }
    (VOID)KeWaitForSingleObject(*Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(*Thread);
    *Thread = NULL;
}

// Leave alone: a thread joined where it was made.
_Use_decl_annotations_
NTSTATUS DispatchCreate(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)DeviceObject->DeviceExtension;
    HANDLE thread = NULL;

    __try {
        if (!NT_SUCCESS(PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, CreatorMain, extension))) {
            thread = NULL;
            __leave;
        }
        ZwWaitForSingleObject(thread, FALSE, NULL);
    } __finally {
        if (thread != NULL) {
            ZwClose(thread);
        }
    }
    extension->SurpriseRemoved = Irp->Cancel;
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

_Use_decl_annotations_
VOID DriverUnload(PDRIVER_OBJECT DriverObject) // want "system thread `ForgottenMain` still runs"
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)DriverObject->DeviceObject->DeviceExtension;
    LARGE_INTEGER timeout;

    PAGED_CODE();
    __try {
        KeSetEvent(&extension->StopEvent, IO_NO_INCREMENT, FALSE);

        // Leave alone: wait in a helper.
        StopThread(&extension->HelpedThread);

        // Leave alone: wait on the handle.
        ZwWaitForSingleObject(extension->HandleThread, FALSE, NULL);
        ZwClose(extension->HandleThread);

        // Leave alone: KeWaitForMultipleObjects over an array of threads.
        KeWaitForMultipleObjects(POOL_SIZE, extension->PoolThreads, WaitAll, Executive, KernelMode, FALSE, NULL, extension->WaitBlocks);

        // Leave alone: a wait skipped only where the thread was never created.
        if (extension->MaybeThread != NULL) {
            KeWaitForSingleObject(extension->MaybeThread, Executive, KernelMode, FALSE, NULL);
            ObDereferenceObject(extension->MaybeThread);
        }

        // Flags: a finite timeout whose STATUS_TIMEOUT is ignored.
        timeout.QuadPart = -50000000LL;
        (VOID)KeWaitForSingleObject(extension->TimedThread, Executive, KernelMode, FALSE, &timeout); // want "`TimedMain` gives up after its timeout"

        // Flags (warning): only an event that the thread sets.
        (VOID)KeWaitForSingleObject(&extension->DoneEvent, Executive, KernelMode, FALSE, NULL); // want "signal that the system thread `EventMain` gives"

        // Flags: a wait on only some paths.
        if (extension->SurpriseRemoved) {
            __leave;
        }
        KeWaitForSingleObject(extension->SkippedThread, Executive, KernelMode, FALSE, NULL); // want "`SkippedMain` is left out on a path"
    } __finally {
        IoDeleteDevice(DriverObject->DeviceObject);
    }
}

_Use_decl_annotations_
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    PDEVICE_EXTENSION extension;
    HANDLE handle;
    HANDLE poolHandle;
    NTSTATUS status;
    ULONG i;

    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    extension = (PDEVICE_EXTENSION)device->DeviceExtension;
    RtlZeroMemory(extension, sizeof(*extension));
    KeInitializeEvent(&extension->StopEvent, NotificationEvent, FALSE);
    KeInitializeEvent(&extension->DoneEvent, NotificationEvent, FALSE);
    DriverObject->DriverUnload = DriverUnload;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = DispatchCreate;
    (VOID)StartThread(HelpedMain, extension, &extension->HelpedThread);
    (VOID)StartThread(SkippedMain, extension, &extension->SkippedThread);
    (VOID)StartThread(TimedMain, extension, &extension->TimedThread);
    (VOID)StartThread(EventMain, extension, &extension->EventThread);
    if (RegistryPath->Length > 100) {
        (VOID)StartThread(MaybeMain, extension, &extension->MaybeThread);
    }
    (VOID)PsCreateSystemThread(&extension->HandleThread, THREAD_ALL_ACCESS, NULL, NULL, NULL, HandleMain, extension);
    for (i = 0; i < POOL_SIZE; i++) {
        if (NT_SUCCESS(PsCreateSystemThread(&poolHandle, THREAD_ALL_ACCESS, NULL, NULL, NULL, PoolMain, extension))) {
            ObReferenceObjectByHandle(poolHandle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &extension->PoolThreads[i], NULL);
            ZwClose(poolHandle);
        }
    }
    // Flags: no wait.
    if (NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ForgottenMain, extension))) {
        ZwClose(handle);
    }
    return STATUS_SUCCESS;
}
