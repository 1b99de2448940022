// The entry point asserts that nothing fails, and tests it once more: a free build has no assertion.
#include <ntddk.h>

static PVOID Handle;
static ULONG Seen;

static OB_PREOP_CALLBACK_STATUS Before(PVOID Context, POB_PRE_OPERATION_INFORMATION Information)
{
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Information);
    Seen++;
    return OB_PREOP_SUCCESS;
}

static VOID OnProcess(HANDLE Parent, HANDLE Process, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(Parent);
    UNREFERENCED_PARAMETER(Process);
    Seen += Create;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PsSetCreateProcessNotifyRoutine(OnProcess, TRUE);
    ObUnRegisterCallbacks(Handle);
}

static NTSTATUS Start(VOID)
{
    OB_OPERATION_REGISTRATION operation = { PsProcessType, OB_OPERATION_HANDLE_CREATE, Before, NULL };
    OB_CALLBACK_REGISTRATION registration = { OB_FLT_REGISTRATION_VERSION, 1, RTL_CONSTANT_STRING(L"321000"), NULL, &operation };
    NTSTATUS status;

    status = ObRegisterCallbacks(&registration, &Handle);
    ASSERT(NT_SUCCESS(status));
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsSetCreateProcessNotifyRoutine(OnProcess, FALSE);
    NT_ASSERT(status == STATUS_SUCCESS);
    if (status != STATUS_SUCCESS) {
        return status;
    }
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) // want "`DriverEntry` can fail and leave the object callback registered"
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    status = Start();
    if (!NT_VERIFY(NT_SUCCESS(status))) {
        return status;
    }
    return STATUS_SUCCESS;
}
