// The mutex is taken and the blocking call made in one function.
#include <fltKernel.h>

typedef struct _DEVICE_EXTENSION {
    FAST_MUTEX Lock;
    FAST_MUTEX OtherLock;
    KGUARDED_MUTEX Guard;
    ERESOURCE Resource;
    KEVENT Event;
    HANDLE File;
    ULONG Count;
    BOOLEAN Stopping;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

PFLT_FILTER Filter;
PFLT_PORT ClientPort;
PDEVICE_EXTENSION Global;
static const LARGE_INTEGER NoWait = { 0 };
static LARGE_INTEGER TenMilliseconds = { .QuadPart = -100000 };

VOID WaitBad(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->Lock);
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*ext->Lock"
    ExReleaseFastMutex(&ext->Lock);
}

VOID GuardedBad(PDEVICE_EXTENSION ext)
{
    KeAcquireGuardedMutex(&ext->Guard);
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*ext->Guard"
    KeReleaseGuardedMutex(&ext->Guard);
}

VOID MultipleBad(PDEVICE_EXTENSION ext, PVOID *Objects, ULONG Count)
{
    ExAcquireFastMutex(&ext->Lock);
    KeWaitForMultipleObjects(Count, Objects, WaitAll, Executive, KernelMode, FALSE, NULL, NULL); // want "KeWaitForMultipleObjects.*ext->Lock"
    ExReleaseFastMutex(&ext->Lock);
}

VOID CancellableBad(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->Lock);
    FsRtlCancellableWaitForSingleObject(&ext->Event, NULL, NULL); // want "FsRtlCancellableWaitForSingleObject.*ext->Lock"
    ExReleaseFastMutex(&ext->Lock);
}

VOID SleepBad(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->Lock);
    while (ext->Count != 0) {
        KeDelayExecutionThread(KernelMode, FALSE, &TenMilliseconds); // want "KeDelayExecutionThread.*ext->Lock"
    }
    ExReleaseFastMutex(&ext->Lock);
}

VOID SendBad(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->Lock);
    FltSendMessage(Filter, &ClientPort, &ext->Count, sizeof(ext->Count), NULL, NULL, NULL); // want "FltSendMessage.*ext->Lock"
    ExReleaseFastMutex(&ext->Lock);
}

// For FltSendMessage zero means no limit.
VOID SendZeroBad(PDEVICE_EXTENSION ext)
{
    LARGE_INTEGER zero;

    zero.QuadPart = 0;
    ExAcquireFastMutex(&ext->Lock);
    FltSendMessage(Filter, &ClientPort, &ext->Count, sizeof(ext->Count), NULL, NULL, &zero); // want "FltSendMessage.*ext->Lock"
    ExReleaseFastMutex(&ext->Lock);
}

NTSTATUS WriteBad(PDEVICE_EXTENSION ext, PVOID Buffer, ULONG Length)
{
    IO_STATUS_BLOCK iosb;
    NTSTATUS status;

    ExAcquireFastMutex(&ext->Lock);
    status = ZwWriteFile(ext->File, NULL, NULL, NULL, &iosb, Buffer, Length, NULL, NULL); // want "ZwWriteFile.*ext->Lock"
    ExReleaseFastMutex(&ext->Lock);
    return status;
}

NTSTATUS CreateBad(PDEVICE_EXTENSION ext, POBJECT_ATTRIBUTES Attributes)
{
    IO_STATUS_BLOCK iosb;
    NTSTATUS status = STATUS_SUCCESS;

    ExAcquireFastMutex(&ext->Lock);
    if (ext->File == NULL) {
        status = ZwCreateFile(&ext->File, // want "ZwCreateFile.*ext->Lock"
                              GENERIC_WRITE | SYNCHRONIZE,
                              Attributes,
                              &iosb,
                              NULL,
                              FILE_ATTRIBUTE_NORMAL,
                              FILE_SHARE_READ,
                              FILE_OVERWRITE_IF,
                              FILE_SYNCHRONOUS_IO_NONALERT,
                              NULL,
                              0);
    }
    ExReleaseFastMutex(&ext->Lock);
    return status;
}

NTSTATUS FilterReadBad(PFLT_INSTANCE Instance, PFILE_OBJECT FileObject, PVOID Buffer)
{
    NTSTATUS status;
    ULONG got;

    KeAcquireGuardedMutex(&Global->Guard);
    status = FltReadFile(Instance, FileObject, NULL, 512, Buffer, 0, &got, NULL, NULL); // want "FltReadFile.*Global->Guard"
    KeReleaseGuardedMutex(&Global->Guard);
    return status;
}

NTSTATUS NameBad(PFLT_CALLBACK_DATA Data, PDEVICE_EXTENSION ext)
{
    PFLT_FILE_NAME_INFORMATION name;
    NTSTATUS status;

    ExAcquireFastMutex(&ext->Lock);
    status = FltGetFileNameInformation(Data, FLT_FILE_NAME_NORMALIZED | FLT_FILE_NAME_QUERY_DEFAULT, &name); // want "FltGetFileNameInformation.*ext->Lock"
    if (NT_SUCCESS(status)) {
        FltReleaseFileNameInformation(name);
    }
    ExReleaseFastMutex(&ext->Lock);
    return status;
}

VOID TryBad(PDEVICE_EXTENSION ext)
{
    if (ExTryToAcquireFastMutex(&ext->Lock)) {
        KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*ext->Lock"
        ExReleaseFastMutex(&ext->Lock);
    }
}

VOID TryGuardedBad(PDEVICE_EXTENSION ext)
{
    BOOLEAN taken = KeTryToAcquireGuardedMutex(&ext->Guard);

    if (!taken) {
        return;
    }
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*ext->Guard"
    KeReleaseGuardedMutex(&ext->Guard);
}

// Released on one path only.
VOID SomePathsBad(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->Lock);
    if (ext->Stopping) {
        ExReleaseFastMutex(&ext->Lock);
    }
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*ext->Lock"
    if (!ext->Stopping) {
        ExReleaseFastMutex(&ext->Lock);
    }
}

// Another mutex was released, not this one.
VOID WrongMutexBad(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->Lock);
    ExAcquireFastMutex(&ext->OtherLock);
    ext->Count++;
    ExReleaseFastMutex(&ext->OtherLock);
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*ext->Lock"
    ExReleaseFastMutex(&ext->Lock);
}

// The same field of another object is released.
VOID OtherObjectBad(PDEVICE_EXTENSION ext, PDEVICE_EXTENSION peer)
{
    ExAcquireFastMutex(&ext->Lock);
    ExAcquireFastMutex(&peer->Lock);
    peer->Count = ext->Count;
    ExReleaseFastMutex(&peer->Lock);
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*ext->Lock"
    ExReleaseFastMutex(&ext->Lock);
}

VOID AliasBad(PDEVICE_EXTENSION ext)
{
    PFAST_MUTEX mutex = &ext->Lock;

    ExAcquireFastMutex(mutex);
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*(mutex|ext->Lock)"
    ExReleaseFastMutex(&ext->Lock);
}

NTSTATUS GotoBad(PDEVICE_EXTENSION ext)
{
    NTSTATUS status = STATUS_SUCCESS;

    ExAcquireFastMutex(&ext->Lock);
    if (ext->Stopping) {
        status = STATUS_DELETE_PENDING;
        goto out;
    }
    if (ext->Count == 0) {
        status = KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*ext->Lock"
    }
out:
    ExReleaseFastMutex(&ext->Lock);
    return status;
}

VOID FinallyBad(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->Lock);
    __try {
        if (ext->Stopping) {
            __leave;
        }
        KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*ext->Lock"
    } __finally {
        ExReleaseFastMutex(&ext->Lock);
    }
}

VOID TimedBad(PDEVICE_EXTENSION ext)
{
    LARGE_INTEGER timeout;

    timeout.QuadPart = -20 * 1000 * 1000;
    ExAcquireFastMutex(&ext->Lock);
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, &timeout); // want "KeWaitForSingleObject.*ext->Lock"
    ExReleaseFastMutex(&ext->Lock);
}

// Zero on one path, two seconds on the other.
VOID MaybeZeroBad(PDEVICE_EXTENSION ext, BOOLEAN Wait)
{
    LARGE_INTEGER timeout;

    timeout.QuadPart = 0;
    if (Wait) {
        timeout.QuadPart = -20 * 1000 * 1000;
    }
    ExAcquireFastMutex(&ext->Lock);
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, &timeout); // want "KeWaitForSingleObject.*ext->Lock"
    ExReleaseFastMutex(&ext->Lock);
}

// The second turn of the loop waits with the mutex held.
VOID LoopBad(PDEVICE_EXTENSION ext)
{
    ULONG i;

    for (i = 0; i < 3; i++) {
        KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*ext->Lock"
        if (i == 0) {
            ExAcquireFastMutex(&ext->Lock);
        }
        ext->Count++;
    }
    ExReleaseFastMutex(&ext->Lock);
}

VOID AfterReleaseOk(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->Lock);
    ext->Count++;
    ExReleaseFastMutex(&ext->Lock);
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL);
}

VOID AfterReleaseOnEveryPathOk(PDEVICE_EXTENSION ext)
{
    BOOLEAN signal = FALSE;

    ExAcquireFastMutex(&ext->Lock);
    if (ext->Count == 0) {
        ExReleaseFastMutex(&ext->Lock);
    } else if (ext->Stopping) {
        ext->Count = 0;
        ExReleaseFastMutex(&ext->Lock);
        signal = TRUE;
    } else {
        ExReleaseFastMutex(&ext->Lock);
        return;
    }
    if (signal) {
        KeSetEvent(&ext->Event, IO_NO_INCREMENT, FALSE);
    }
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL);
}

// The same flag decides about taking, waiting and releasing.
VOID SameConditionOk(PDEVICE_EXTENSION ext, BOOLEAN Locked)
{
    if (Locked) {
        ExAcquireFastMutex(&ext->Lock);
    }
    ext->Count++;
    if (!Locked) {
        KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL);
    }
    if (Locked) {
        ExReleaseFastMutex(&ext->Lock);
    }
}

VOID BeforeAcquireOk(PDEVICE_EXTENSION ext)
{
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL);
    KeAcquireGuardedMutex(&ext->Guard);
    ext->Count++;
    KeReleaseGuardedMutex(&ext->Guard);
}

// Dropped around the wait, taken again after it.
VOID DroppedOk(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->Lock);
    while (ext->Count != 0) {
        ExReleaseFastMutex(&ext->Lock);
        KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL);
        ExAcquireFastMutex(&ext->Lock);
        if (ext->Stopping) {
            break;
        }
    }
    ExReleaseFastMutex(&ext->Lock);
}

VOID ZeroLocalOk(PDEVICE_EXTENSION ext)
{
    LARGE_INTEGER zero;

    zero.QuadPart = 0;
    ExAcquireFastMutex(&ext->Lock);
    if (KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, &zero) == STATUS_SUCCESS) {
        ext->Count++;
    }
    ExReleaseFastMutex(&ext->Lock);
}

VOID ZeroInitialisedOk(PDEVICE_EXTENSION ext)
{
    LARGE_INTEGER timeout = { 0 };

    KeAcquireGuardedMutex(&ext->Guard);
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, &timeout);
    KeReleaseGuardedMutex(&ext->Guard);
}

VOID ZeroPartsOk(PDEVICE_EXTENSION ext)
{
    LARGE_INTEGER timeout;

    timeout.LowPart = 0;
    timeout.HighPart = 0;
    ExAcquireFastMutex(&ext->Lock);
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, &timeout);
    ExReleaseFastMutex(&ext->Lock);
}

VOID ZeroRtlOk(PDEVICE_EXTENSION ext)
{
    LARGE_INTEGER timeout = RtlConvertLongToLargeInteger(0);

    ExAcquireFastMutex(&ext->Lock);
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, &timeout);
    ExReleaseFastMutex(&ext->Lock);
}

VOID ZeroGlobalOk(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->Lock);
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, (PLARGE_INTEGER)&NoWait);
    ExReleaseFastMutex(&ext->Lock);
}

// The unsafe forms change neither IRQL nor APC state.
VOID UnsafeOk(PDEVICE_EXTENSION ext)
{
    KeEnterCriticalRegion();
    ExAcquireFastMutexUnsafe(&ext->Lock);
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL);
    ExReleaseFastMutexUnsafe(&ext->Lock);
    KeLeaveCriticalRegion();
}

VOID UnsafeGuardedOk(PDEVICE_EXTENSION ext)
{
    FsRtlEnterFileSystem();
    KeAcquireGuardedMutexUnsafe(&ext->Guard);
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL);
    KeReleaseGuardedMutexUnsafe(&ext->Guard);
    FsRtlExitFileSystem();
}

// Locks wait too, but their holders run.
VOID OtherLocksOk(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->Lock);
    ExAcquireFastMutex(&ext->OtherLock);
    ExReleaseFastMutex(&ext->OtherLock);
    ExAcquireResourceExclusiveLite(&ext->Resource, TRUE);
    ExReleaseResourceLite(&ext->Resource);
    KeAcquireGuardedMutex(&ext->Guard);
    KeReleaseGuardedMutex(&ext->Guard);
    ExReleaseFastMutex(&ext->Lock);
}

VOID TryFailedOk(PDEVICE_EXTENSION ext)
{
    if (!ExTryToAcquireFastMutex(&ext->Lock)) {
        KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL);
        return;
    }
    ext->Count++;
    ExReleaseFastMutex(&ext->Lock);
}

VOID TryLoopOk(PDEVICE_EXTENSION ext)
{
    while (!ExTryToAcquireFastMutex(&ext->Lock)) {
        KeDelayExecutionThread(KernelMode, FALSE, &TenMilliseconds);
    }
    ext->Count++;
    ExReleaseFastMutex(&ext->Lock);
}

VOID TryCopyOk(PDEVICE_EXTENSION ext)
{
    BOOLEAN taken;

    taken = KeTryToAcquireGuardedMutex(&ext->Guard);
    if (taken) {
        ext->Count++;
        KeReleaseGuardedMutex(&ext->Guard);
    } else {
        KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL);
    }
}

// Sets and resets events, queues DPCs: nothing of it waits.
VOID NoWaitCallsOk(PDEVICE_EXTENSION ext, PKDPC Dpc)
{
    ExAcquireFastMutex(&ext->Lock);
    KeSetEvent(&ext->Event, IO_NO_INCREMENT, FALSE);
    KeClearEvent(&ext->Event);
    KeInsertQueueDpc(Dpc, NULL, NULL);
    ExReleaseFastMutex(&ext->Lock);
}

VOID FinallyOk(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->Lock);
    __try {
        if (ext->Stopping) {
            __leave;
        }
        ext->Count++;
    } __finally {
        ExReleaseFastMutex(&ext->Lock);
    }
    KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL);
}

VOID SwitchOk(PDEVICE_EXTENSION ext, ULONG Code)
{
    ExAcquireFastMutex(&ext->Lock);
    switch (Code) {
    case 1:
        ext->Count = 1;
        break;
    case 2:
        ExReleaseFastMutex(&ext->Lock);
        KeWaitForSingleObject(&ext->Event, Executive, KernelMode, FALSE, NULL);
        return;
    default:
        ext->Count = 0;
        break;
    }
    ExReleaseFastMutex(&ext->Lock);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    return STATUS_SUCCESS;
}
