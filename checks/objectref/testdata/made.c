// Objects that are made, or opened, and given with a reference.
#include <fltKernel.h>

NTSTATUS NTAPI ObCreateObject(KPROCESSOR_MODE Probe, POBJECT_TYPE Type, POBJECT_ATTRIBUTES Attributes, KPROCESSOR_MODE Owner, PVOID Context, ULONG Size, ULONG Paged, ULONG NonPaged,
    PVOID *Object);
NTSTATUS NTAPI ObInsertObject(PVOID Object, PACCESS_STATE Access, ACCESS_MASK Desired, ULONG Bias, PVOID *New, PHANDLE Handle);

NTSTATUS MadeBad(PDEVICE_OBJECT Device, POBJECT_ATTRIBUTES Attributes, BOOLEAN Ready)
{
    PFILE_OBJECT file;
    NTSTATUS status;

    status = ObCreateObject(KernelMode, *IoFileObjectType, Attributes, KernelMode, NULL, sizeof(FILE_OBJECT), 0, 0, (PVOID *)&file);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    file->DeviceObject = Device;
    if (!Ready) {
        return STATUS_DEVICE_NOT_READY; // want "`MadeBad` returns here with the reference that `ObCreateObject` has taken"
    }
    ObDereferenceObject(file);
    return STATUS_SUCCESS;
}

NTSTATUS MadeOk(PDEVICE_OBJECT Device, POBJECT_ATTRIBUTES Attributes, PHANDLE Handle)
{
    PFILE_OBJECT file;
    NTSTATUS status;

    status = ObCreateObject(KernelMode, *IoFileObjectType, Attributes, KernelMode, NULL, sizeof(FILE_OBJECT), 0, 0, (PVOID *)&file);
    if (NT_SUCCESS(status)) {
        file->DeviceObject = Device;
        status = ObInsertObject(file, NULL, FILE_READ_DATA, 0, NULL, Handle);
    }
    return status;
}

NTSTATUS StreamBad(PDEVICE_OBJECT Device, PSECTION_OBJECT_POINTERS Sections, BOOLEAN Lite)
{
    PFILE_OBJECT stream = IoCreateStreamFileObjectLite(NULL, Device);

    stream->SectionObjectPointer = Sections;
    if (Lite) {
        return STATUS_NOT_SUPPORTED; // want "`StreamBad` returns here with the reference that `IoCreateStreamFileObjectLite` has taken"
    }
    ObDereferenceObject(stream);
    return STATUS_SUCCESS;
}

NTSTATUS StreamOk(PDEVICE_OBJECT Device, PFILE_OBJECT *Volume)
{
    PFILE_OBJECT stream = IoCreateStreamFileObject(NULL, Device);

    *Volume = stream;
    return STATUS_SUCCESS;
}

NTSTATUS CallbackBad(POBJECT_ATTRIBUTES Attributes)
{
    PCALLBACK_OBJECT callback;
    NTSTATUS status = ExCreateCallback(&callback, Attributes, FALSE, TRUE);

    if (NT_SUCCESS(status)) {
        ExNotifyCallback(callback, NULL, NULL);
    }
    return status; // want "`CallbackBad` returns here with the reference that `ExCreateCallback` has taken"
}

NTSTATUS OpenedBad(PCFLT_RELATED_OBJECTS Objects, POBJECT_ATTRIBUTES Attributes)
{
    IO_STATUS_BLOCK io;
    PFILE_OBJECT file;
    HANDLE handle;
    NTSTATUS status;

    status = FltCreateFileEx(Objects->Filter, Objects->Instance, &handle, &file, FILE_READ_DATA, Attributes, &io, NULL, FILE_ATTRIBUTE_NORMAL, FILE_SHARE_READ, FILE_OPEN, 0, NULL, 0, 0);
    if (NT_SUCCESS(status)) {
        FltClose(handle);
    }
    return status; // want "`OpenedBad` returns here with the reference that `FltCreateFileEx` has taken"
}

NTSTATUS OpenedOk(PCFLT_RELATED_OBJECTS Objects, POBJECT_ATTRIBUTES Attributes)
{
    IO_STATUS_BLOCK io;
    PFILE_OBJECT file;
    HANDLE handle;
    NTSTATUS status;

    status = FltCreateFileEx2(Objects->Filter, Objects->Instance, &handle, &file, FILE_READ_DATA, Attributes, &io, NULL, FILE_ATTRIBUTE_NORMAL, FILE_SHARE_READ, FILE_OPEN, 0, NULL, 0, 0, NULL);
    if (NT_SUCCESS(status)) {
        ObDereferenceObject(file);
        FltClose(handle);
    }
    return status;
}

// A registration has a reference of its own to the callback object.
NTSTATUS RegisterBad(POBJECT_ATTRIBUTES Attributes, PCALLBACK_FUNCTION Changed, PVOID *Registration)
{
    PCALLBACK_OBJECT callback;
    NTSTATUS status = ExCreateCallback(&callback, Attributes, TRUE, FALSE);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    *Registration = ExRegisterCallback(callback, Changed, NULL);
    if (*Registration == NULL) {
        return STATUS_UNSUCCESSFUL; // want "`RegisterBad` returns here with the reference that `ExCreateCallback` has taken"
    }
    ObDereferenceObject(callback);
    return STATUS_SUCCESS;
}

// Not so to its context.
NTSTATUS ContextOk(POBJECT_ATTRIBUTES Attributes, PCALLBACK_OBJECT Other, PCALLBACK_FUNCTION Changed)
{
    PCALLBACK_OBJECT callback;
    NTSTATUS status = ExCreateCallback(&callback, Attributes, TRUE, FALSE);

    if (NT_SUCCESS(status)) {
        ExRegisterCallback(Other, Changed, callback);
    }
    return status;
}
