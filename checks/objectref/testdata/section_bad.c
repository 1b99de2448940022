// A section that is to be scanned: its context is not kept where that fails.
#include <fltKernel.h>

typedef struct _SECTION {
    HANDLE Handle;
    PVOID Object;
} SECTION;

extern PFLT_FILTER Filter;

NTSTATUS Scan(PFLT_INSTANCE Instance, PFILE_OBJECT FileObject)
{
    NTSTATUS status;
    SECTION *section;
    OBJECT_ATTRIBUTES attributes;

    status = FltAllocateContext(Filter, FLT_SECTION_CONTEXT, sizeof(SECTION), PagedPool, (PFLT_CONTEXT *)&section);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = FltCreateSectionForDataScan(Instance, FileObject, section, SECTION_MAP_READ, &attributes, NULL, PAGE_READONLY, SEC_COMMIT, 0,
        &section->Handle, &section->Object, NULL);
    if (!NT_SUCCESS(status)) {
        return status; // want "`Scan` returns here with the reference that `FltAllocateContext` has taken"
    }
    FltCloseSectionForDataScan(section);
    FltReleaseContext(section);
    return STATUS_SUCCESS;
}

NTSTATUS ScanWell(PFLT_INSTANCE Instance, PFILE_OBJECT FileObject)
{
    NTSTATUS status;
    SECTION *section;
    OBJECT_ATTRIBUTES attributes;

    status = FltAllocateContext(Filter, FLT_SECTION_CONTEXT, sizeof(SECTION), PagedPool, (PFLT_CONTEXT *)&section);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = FltCreateSectionForDataScan(Instance, FileObject, section, SECTION_MAP_READ, &attributes, NULL, PAGE_READONLY, SEC_COMMIT, 0,
        &section->Handle, &section->Object, NULL);
    if (NT_SUCCESS(status)) {
        FltCloseSectionForDataScan(section);
    }
    FltReleaseContext(section);
    return status;
}
