// Routines that the driver finds by name, with a function of its own.
#include <ntifs.h>

typedef NTSTATUS (NTAPI *OPEN)(PVOID, ULONG, PACCESS_STATE, ACCESS_MASK, POBJECT_TYPE, KPROCESSOR_MODE, PHANDLE);
typedef NTSTATUS (NTAPI *REFER)(HANDLE, ACCESS_MASK, POBJECT_TYPE, KPROCESSOR_MODE, PVOID *, POBJECT_HANDLE_INFORMATION);

typedef struct _EXPORT {
    PCWSTR Name;
    ULONG_PTR Address;
} EXPORT;

static EXPORT Exports[8];
static OPEN KxOpen;
static REFER KxRefer, KxEither, KxDistant;

static PVOID Find(PCWSTR Name)
{
    for (int i = 0; i < 8; i++) {
        if (_wcsicmp(Exports[i].Name, Name) == 0) {
            return (PVOID)Exports[i].Address;
        }
    }
    return NULL;
}

static PVOID FindEither(PCWSTR Name, PCWSTR Other)
{
    PVOID found = Find(Name);
    return found == NULL ? Find(Other) : found;
}

VOID Prepare(VOID)
{
    *(PVOID *)&KxOpen = Find(L"ObOpenObjectByPointer");
    *(PVOID *)&KxRefer = Find(L"ObReferenceObjectByHandle");
    *(PVOID *)&KxEither = FindEither(L"ObReferenceObjectByHandle", L"ObReferenceObjectByHandleWithTag");
    *(PVOID *)&KxDistant = (PUCHAR)Find(L"ObReferenceObjectByHandle") + 64;
}

NTSTATUS ControlBad(PDEVICE_OBJECT Device, PIRP Irp)
{
    PVOID *input = Irp->AssociatedIrp.SystemBuffer;
    HANDLE handle;
    PVOID object;
    NTSTATUS status = KxOpen(input[0], OBJ_KERNEL_HANDLE, NULL, 0, NULL, KernelMode, &handle); // want "`ObOpenObjectByPointer` takes the pointer"

    UNREFERENCED_PARAMETER(Device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    return KxRefer(input[1], SYNCHRONIZE, NULL, KernelMode, &object, NULL); // want "`ObReferenceObjectByHandle` takes the handle"
}

// Of two names it can't be told which was found; at a distance from a routine is another one.
NTSTATUS OthersOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PVOID *input = Irp->AssociatedIrp.SystemBuffer;
    PVOID object;

    UNREFERENCED_PARAMETER(Device);
    KxDistant(input[0], SYNCHRONIZE, NULL, KernelMode, &object, NULL);
    return KxEither(input[1], SYNCHRONIZE, NULL, KernelMode, &object, NULL);
}
