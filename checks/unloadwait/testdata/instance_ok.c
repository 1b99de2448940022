// A minifilter with one thread per volume: made at instance setup, joined when the instance is torn down.
#include <fltKernel.h>

typedef struct _INSTANCE_CONTEXT {
    PKTHREAD Thread;
    KEVENT Stop;
} INSTANCE_CONTEXT, *PINSTANCE_CONTEXT;

static PFLT_FILTER Filter;

static VOID VolumeThread(_In_ PVOID StartContext)
{
    PINSTANCE_CONTEXT context = StartContext;

    KeWaitForSingleObject(&context->Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS FLTAPI
InstanceSetup(
    _In_ PCFLT_RELATED_OBJECTS FltObjects,
    _In_ FLT_INSTANCE_SETUP_FLAGS Flags,
    _In_ DEVICE_TYPE VolumeDeviceType,
    _In_ FLT_FILESYSTEM_TYPE VolumeFilesystemType
    )
{
    PINSTANCE_CONTEXT context;
    HANDLE handle;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Flags);
    UNREFERENCED_PARAMETER(VolumeDeviceType);
    UNREFERENCED_PARAMETER(VolumeFilesystemType);

    status = FltAllocateContext(Filter, FLT_INSTANCE_CONTEXT, sizeof(INSTANCE_CONTEXT), NonPagedPool,
                                (PFLT_CONTEXT *)&context);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    KeInitializeEvent(&context->Stop, NotificationEvent, FALSE);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, VolumeThread, context);
    if (!NT_SUCCESS(status)) {
        FltReleaseContext(context);
        return status;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&context->Thread, NULL);
    ZwClose(handle);
    FltSetInstanceContext(FltObjects->Instance, FLT_SET_CONTEXT_KEEP_IF_EXISTS, context, NULL);
    FltReleaseContext(context);
    return STATUS_SUCCESS;
}

static VOID FLTAPI
InstanceTeardownStart(
    _In_ PCFLT_RELATED_OBJECTS FltObjects,
    _In_ FLT_INSTANCE_TEARDOWN_FLAGS Reason
    )
{
    PINSTANCE_CONTEXT context;

    UNREFERENCED_PARAMETER(Reason);

    if (!NT_SUCCESS(FltGetInstanceContext(FltObjects->Instance, (PFLT_CONTEXT *)&context))) {
        return;
    }
    KeSetEvent(&context->Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(context->Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(context->Thread);
    FltReleaseContext(context);
}

static NTSTATUS FLTAPI UnloadOk(_In_ FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);

    FltUnregisterFilter(Filter);
    return STATUS_SUCCESS;
}

static const FLT_CONTEXT_REGISTRATION Contexts[] = {
    { FLT_INSTANCE_CONTEXT, 0, NULL, sizeof(INSTANCE_CONTEXT), 'xtCu' },
    { FLT_CONTEXT_END }
};

static const FLT_OPERATION_REGISTRATION Callbacks[] = {
    { IRP_MJ_OPERATION_END }
};

static const FLT_REGISTRATION Registration = {
    .Size = sizeof(FLT_REGISTRATION),
    .Version = FLT_REGISTRATION_VERSION,
    .ContextRegistration = Contexts,
    .OperationRegistration = Callbacks,
    .FilterUnloadCallback = UnloadOk,
    .InstanceSetupCallback = InstanceSetup,
    .InstanceTeardownStartCallback = InstanceTeardownStart,
};

NTSTATUS DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    status = FltRegisterFilter(DriverObject, &Registration, &Filter);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = FltStartFiltering(Filter);
    if (!NT_SUCCESS(status)) {
        FltUnregisterFilter(Filter);
    }
    return status;
}
