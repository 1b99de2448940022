// A flag that is set behind the initialization says to delete.
#include <ntifs.h>

static ERESOURCE Lock, Names;
static PVOID Table;

#define LOCK_DONE 1
#define NAMES_DONE 2

NTSTATUS Prepare(VOID);

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    ExFreePool(Table);
    ExDeleteResourceLite(&Names);
    ExDeleteResourceLite(&Lock);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    BOOLEAN initialized = FALSE;
    ULONG done = 0;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    status = ExInitializeResourceLite(&Lock);
    if (!NT_SUCCESS(status))
        goto exit;
    initialized = TRUE;
    status = ExInitializeResourceLite(&Names);
    if (!NT_SUCCESS(status))
        goto exit;
    done |= NAMES_DONE;
    status = Prepare();
    if (!NT_SUCCESS(status))
        goto exit;
    Table = ExAllocatePoolWithTag(PagedPool, PAGE_SIZE, 'lbaT');
    if (Table == NULL)
        status = STATUS_INSUFFICIENT_RESOURCES;
exit:
    if (!NT_SUCCESS(status)) {
        DbgPrint("failed\n");
        if (done & NAMES_DONE)
            ExDeleteResourceLite(&Names);
        if (initialized)
            ExDeleteResourceLite(&Lock);
    }
    if (NT_SUCCESS(status))
        DbgPrint("loaded\n");
    return status;
}
