// Routines that fill an array with pointers, and take a reference for each.
#include <fltKernel.h>

PFLT_FILTER *Kept;
VOID Show(PFLT_FILTER Filter);

NTSTATUS CountBad(PULONG Sum)
{
    ULONG count = 0;
    ULONG i;
    PFLT_FILTER *list;
    NTSTATUS status = FltEnumerateFilters(NULL, 0, &count);

    if (status != STATUS_BUFFER_TOO_SMALL) {
        return status;
    }
    list = ExAllocatePoolWithTag(PagedPool, count * sizeof(PFLT_FILTER), 'tsil');
    if (list == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    status = FltEnumerateFilters(list, count, &count); // want "`FltEnumerateFilters` takes a reference to each object that it puts into `list` here, and `CountBad` never drops one"
    for (i = 0; NT_SUCCESS(status) && i < count; i++) {
        ULONG size = 0;

        if (FltGetFilterInformation(list[i], FilterFullInformation, NULL, 0, &size) == STATUS_BUFFER_TOO_SMALL) {
            *Sum += size;
        }
    }
    ExFreePoolWithTag(list, 'tsil');
    return status;
}

NTSTATUS CountOk(PDRIVER_OBJECT Driver, PULONG Flags)
{
    PDEVICE_OBJECT list[8];
    ULONG count = 0;
    ULONG i;
    NTSTATUS status = IoEnumerateDeviceObjectList(Driver, list, sizeof(list), &count);

    for (i = 0; NT_SUCCESS(status) && i < count; i++) {
        PDEVICE_OBJECT device = list[i];

        *Flags |= device->Flags;
        ObDereferenceObject(device);
    }
    return status;
}

NTSTATUS ArrayBad(PDRIVER_OBJECT Driver, PULONG Flags)
{
    PDEVICE_OBJECT list[8];
    ULONG count = 0;
    NTSTATUS status = IoEnumerateDeviceObjectList(Driver, list, sizeof(list), &count); // want "takes a reference to each object that it puts into `list` here"

    if (NT_SUCCESS(status) && count > 0) {
        *Flags = list[0]->Flags;
    }
    return status;
}

// Who gets the list, or a pointer of it, may drop what is in it.
NTSTATUS KeptOk(ULONG Count)
{
    PFLT_FILTER *list = ExAllocatePoolWithTag(PagedPool, Count * sizeof(PFLT_FILTER), 'tsil');
    NTSTATUS status = FltEnumerateFilters(list, Count, &Count);

    Kept = list;
    return status;
}

NTSTATUS ShownOk(ULONG Count)
{
    PFLT_FILTER *list = ExAllocatePoolWithTag(PagedPool, Count * sizeof(PFLT_FILTER), 'tsil');
    NTSTATUS status = FltEnumerateFilters(list, Count, &Count);
    ULONG i;

    for (i = 0; NT_SUCCESS(status) && i < Count; i++) {
        Show(list[i]);
    }
    ExFreePoolWithTag(list, 'tsil');
    return status;
}

// One is handed on, and those before it are nobody's.
PFLT_FILTER FoundBad(ULONG Count, ULONG Size)
{
    PFLT_FILTER *list = ExAllocatePoolWithTag(PagedPool, Count * sizeof(PFLT_FILTER), 'tsil');
    PFLT_FILTER found = NULL;
    ULONG i, size;

    FltEnumerateFilters(list, Count, &Count); // want "takes a reference to each object that it puts into `list` here, and `FoundBad` never drops one"
    for (i = 0; i < Count; i++) {
        FltGetFilterInformation(list[i], FilterFullInformation, NULL, 0, &size);
        if (size == Size) {
            found = list[i];
            break;
        }
    }
    ExFreePoolWithTag(list, 'tsil');
    return found;
}

NTSTATUS ShowOneBad(ULONG Count, ULONG Size)
{
    PFLT_FILTER *list = ExAllocatePoolWithTag(PagedPool, Count * sizeof(PFLT_FILTER), 'tsil');
    NTSTATUS status = FltEnumerateFilters(list, Count, &Count); // want "takes a reference to each object that it puts into `list` here, and `ShowOneBad` never drops one"
    ULONG i, size;

    for (i = 0; NT_SUCCESS(status) && i < Count; i++) {
        FltGetFilterInformation(list[i], FilterFullInformation, NULL, 0, &size);
        if (size == Size) {
            Show(list[i]);
            break;
        }
    }
    ExFreePoolWithTag(list, 'tsil');
    return status;
}

// It has no others: the first is handed on, whichever it is.
PDEVICE_OBJECT FirstOk(PDRIVER_OBJECT Driver)
{
    PDEVICE_OBJECT list[1];
    ULONG count = 0;

    if (!NT_SUCCESS(IoEnumerateDeviceObjectList(Driver, list, sizeof(list), &count)) || count == 0) {
        return NULL;
    }
    return list[0];
}

// What is found is stored somewhere for each.
NTSTATUS AllOk(ULONG Count, PFLT_FILTER *All)
{
    PFLT_FILTER *list = ExAllocatePoolWithTag(PagedPool, Count * sizeof(PFLT_FILTER), 'tsil');
    NTSTATUS status = FltEnumerateFilters(list, Count, &Count);
    ULONG i, size;

    for (i = 0; NT_SUCCESS(status) && i < Count; i++) {
        status = FltGetFilterInformation(list[i], FilterFullInformation, NULL, 0, &size);
        All[i] = list[i];
    }
    ExFreePoolWithTag(list, 'tsil');
    return status;
}
