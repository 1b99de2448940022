// A flag that says to delete is set only behind what may fail.
#include <ntifs.h>

static ERESOURCE Lock;
static PVOID Table;

NTSTATUS Prepare(VOID);

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    ExFreePool(Table);
    ExDeleteResourceLite(&Lock);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    BOOLEAN initialized = FALSE;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    status = ExInitializeResourceLite(&Lock);
    if (!NT_SUCCESS(status))
        goto exit;
    status = Prepare();
    if (!NT_SUCCESS(status))
        goto exit;
    initialized = TRUE;
    Table = ExAllocatePoolWithTag(PagedPool, PAGE_SIZE, 'lbaT');
    if (Table == NULL)
        status = STATUS_INSUFFICIENT_RESOURCES;
exit:
    if (!NT_SUCCESS(status)) {
        if (initialized)
            ExDeleteResourceLite(&Lock);
    }
    if (NT_SUCCESS(status))
        DbgPrint("loaded\n");
    return status; // want "`DriverEntry` fails with the resource `Lock`"
}
