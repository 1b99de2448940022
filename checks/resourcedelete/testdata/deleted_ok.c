// Deleted in helpers, under the condition under which it was made, through a pointer, and where the entry point fails.
#include <ntifs.h>

typedef struct _NODE {
    FSRTL_ADVANCED_FCB_HEADER Header;
    ERESOURCE Resource;
} NODE, *PNODE;

static ERESOURCE First, Second;
static NPAGED_LOOKASIDE_LIST Nodes;
static BOOLEAN Ready;

static VOID Delete(PERESOURCE Resource)
{
    ExDeleteResourceLite(Resource);
}

static VOID Cleanup(VOID)
{
    Delete(&First);
    if (Ready) {
        Delete(&Second);
        ExDeleteNPagedLookasideList(&Nodes);
    }
}

static PNODE NewNode(VOID)
{
    PNODE node = ExAllocateFromNPagedLookasideList(&Nodes);

    if (node != NULL) {
        ExInitializeResourceLite(&node->Resource);
        node->Header.Resource = &node->Resource;
    }
    return node;
}

static VOID DropNode(PNODE Node)
{
    ExDeleteResourceLite(Node->Header.Resource);
    ExFreePool(Node);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteDevice(DriverObject->DeviceObject);
    Cleanup();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    PNODE node;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    ExInitializeResourceLite(&First);
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        Cleanup();
        return status;
    }
    ExInitializeResourceLite(&Second);
    ExInitializeNPagedLookasideList(&Nodes, NULL, NULL, 0, sizeof(NODE), 'edoN', 0);
    Ready = TRUE;
    node = NewNode();
    if (node != NULL) {
        DropNode(node);
    }
    DriverObject->DriverUnload = Unload;
    return status;
}
