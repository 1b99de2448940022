// Objects that live as long as the system, by their names.
#include <fltKernel.h>

extern POBJECT_TYPE *IoDriverObjectType;
NTSTATUS ObReferenceObjectByName(PUNICODE_STRING Name, ULONG Attributes, PACCESS_STATE State, ACCESS_MASK Access, POBJECT_TYPE Type, KPROCESSOR_MODE Mode, PVOID Parse, PVOID *Object);

ULONG DiskDevices(VOID)
{
    UNICODE_STRING name;
    PDRIVER_OBJECT driver;

    RtlInitUnicodeString(&name, L"\\Driver\\Disk");
    if (!NT_SUCCESS(ObReferenceObjectByName(&name, OBJ_CASE_INSENSITIVE, NULL, 0, *IoDriverObjectType, KernelMode, NULL, (PVOID *)&driver)))
        return 0;
    return driver->Flags;
}

ULONG ConstantString(VOID)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\FileSystem\\NTFS");
    PDRIVER_OBJECT driver;

    if (!NT_SUCCESS(ObReferenceObjectByName(&name, OBJ_CASE_INSENSITIVE, NULL, 0, *IoDriverObjectType, KernelMode, NULL, (PVOID *)&driver)))
        return 0;
    return driver->Flags;
}

NTSTATUS SystemVolume(PFLT_FILTER Filter, PUNICODE_STRING Dos)
{
    UNICODE_STRING root;
    PFLT_VOLUME volume;
    PDEVICE_OBJECT disk = NULL;
    NTSTATUS status;

    RtlInitUnicodeString(&root, L"\\SystemRoot");
    status = FltGetVolumeFromName(Filter, &root, &volume);
    if (!NT_SUCCESS(status))
        return status;
    status = FltGetDiskDeviceObject(volume, &disk);
    if (!NT_SUCCESS(status))
        return status;
    return IoVolumeDeviceToDosName(disk, Dos);
}

ULONG OtherDriverBad(VOID)
{
    UNICODE_STRING name;
    PDRIVER_OBJECT driver;

    RtlInitUnicodeString(&name, L"\\Driver\\Sample");
    if (!NT_SUCCESS(ObReferenceObjectByName(&name, OBJ_CASE_INSENSITIVE, NULL, 0, *IoDriverObjectType, KernelMode, NULL, (PVOID *)&driver)))
        return 0;
    return driver->Flags; // want "`OtherDriverBad` returns here with the reference"
}

ULONG AnyDriverBad(PUNICODE_STRING Name)
{
    PDRIVER_OBJECT driver;

    if (!NT_SUCCESS(ObReferenceObjectByName(Name, OBJ_CASE_INSENSITIVE, NULL, 0, *IoDriverObjectType, KernelMode, NULL, (PVOID *)&driver)))
        return 0;
    return driver->Flags; // want "`AnyDriverBad` returns here with the reference"
}

// The name hands AnyDriverBad what lasts: others hand it others.
ULONG OfDisk(VOID)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Driver\\Disk");

    return AnyDriverBad(&name);
}

NTSTATUS OtherVolumeBad(PFLT_FILTER Filter, PUNICODE_STRING Name, PUNICODE_STRING Dos)
{
    PFLT_VOLUME volume;
    PDEVICE_OBJECT disk = NULL;
    NTSTATUS status = FltGetVolumeFromName(Filter, Name, &volume);

    if (!NT_SUCCESS(status))
        return status;
    status = FltGetDiskDeviceObject(volume, &disk);
    FltObjectDereference(volume);
    if (!NT_SUCCESS(status))
        return status;
    return IoVolumeDeviceToDosName(disk, Dos); // want "`OtherVolumeBad` returns here with the reference"
}

// Pages of the machine's memory, by a handle to the section that holds it.
NTSTATUS MapMemory(PHYSICAL_ADDRESS At, PVOID *Base)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    HANDLE handle = NULL;
    PVOID section = NULL;
    SIZE_T size = PAGE_SIZE;
    NTSTATUS status;

    RtlInitUnicodeString(&name, L"\\Device\\PhysicalMemory");
    InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = ZwOpenSection(&handle, SECTION_ALL_ACCESS, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    status = ObReferenceObjectByHandle(handle, SECTION_ALL_ACCESS, NULL, KernelMode, &section, NULL);
    if (!NT_SUCCESS(status)) {
        ZwClose(handle);
        return status;
    }
    status = ZwMapViewOfSection(handle, (HANDLE)-1, Base, 0, PAGE_SIZE, &At, &size, 2, 0, PAGE_READWRITE);
    ZwClose(handle);
    return status;
}

NTSTATUS OtherSectionBad(VOID)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    HANDLE handle = NULL;
    PVOID section = NULL;
    NTSTATUS status;

    RtlInitUnicodeString(&name, L"\\BaseNamedObjects\\Sample");
    InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = ZwOpenSection(&handle, SECTION_ALL_ACCESS, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    status = ObReferenceObjectByHandle(handle, SECTION_ALL_ACCESS, NULL, KernelMode, &section, NULL);
    ZwClose(handle);
    if (!NT_SUCCESS(status))
        return status;
    return STATUS_SUCCESS; // want "`OtherSectionBad` returns here with the reference"
}

NTSTATUS EitherSectionBad(PUNICODE_STRING Other)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    HANDLE handle = NULL;
    PVOID section = NULL;
    NTSTATUS status;

    RtlInitUnicodeString(&name, L"\\Device\\PhysicalMemory");
    if (Other)
        InitializeObjectAttributes(&attributes, Other, OBJ_KERNEL_HANDLE, NULL, NULL);
    else
        InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = ZwOpenSection(&handle, SECTION_ALL_ACCESS, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    status = ObReferenceObjectByHandle(handle, SECTION_ALL_ACCESS, NULL, KernelMode, &section, NULL);
    ZwClose(handle);
    if (!NT_SUCCESS(status))
        return status;
    return STATUS_SUCCESS; // want "`EitherSectionBad` returns here with the reference"
}

// It is dropped on the other ways.
BOOLEAN FindsMemoryBad(PVOID Wanted)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    HANDLE handle = NULL;
    PVOID section;
    NTSTATUS status;

    RtlInitUnicodeString(&name, L"\\Device\\PhysicalMemory");
    InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
    if (!NT_SUCCESS(ZwOpenSection(&handle, SECTION_ALL_ACCESS, &attributes)))
        return FALSE;
    status = ObReferenceObjectByHandle(handle, SECTION_ALL_ACCESS, NULL, KernelMode, &section, NULL);
    ZwClose(handle);
    if (!NT_SUCCESS(status))
        return FALSE;
    if (section == Wanted)
        return TRUE; // want "`FindsMemoryBad` returns here with the reference"
    ObDereferenceObject(section);
    return FALSE;
}

static PVOID Registration;

// The system itself makes some callback objects.
NTSTATUS SystemCallbackOk(PCALLBACK_FUNCTION Routine)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Callback\\SetSystemTime");
    OBJECT_ATTRIBUTES attributes;
    PCALLBACK_OBJECT object;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = ExCreateCallback(&object, &attributes, FALSE, TRUE);
    if (!NT_SUCCESS(status))
        return status;
    Registration = ExRegisterCallback(object, Routine, NULL);
    return STATUS_SUCCESS;
}

// Others go with the driver that makes them.
NTSTATUS OtherCallbackBad(PCALLBACK_FUNCTION Routine)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Callback\\Battery");
    OBJECT_ATTRIBUTES attributes;
    PCALLBACK_OBJECT object;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = ExCreateCallback(&object, &attributes, FALSE, TRUE);
    if (!NT_SUCCESS(status))
        return status;
    Registration = ExRegisterCallback(object, Routine, NULL);
    return STATUS_SUCCESS; // want "`OtherCallbackBad` returns here with the reference that `ExCreateCallback` has taken"
}

// It is dropped on the other way.
NTSTATUS SystemCallbackBad(PCALLBACK_FUNCTION Routine)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Callback\\PowerState");
    OBJECT_ATTRIBUTES attributes;
    PCALLBACK_OBJECT object;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = ExCreateCallback(&object, &attributes, FALSE, TRUE);
    if (!NT_SUCCESS(status))
        return status;
    Registration = ExRegisterCallback(object, Routine, NULL);
    if (Registration == NULL)
        return STATUS_UNSUCCESSFUL; // want "`SystemCallbackBad` returns here with the reference that `ExCreateCallback` has taken"
    ObDereferenceObject(object);
    return STATUS_SUCCESS;
}
