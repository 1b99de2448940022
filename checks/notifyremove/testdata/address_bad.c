// The routine that takes the callback back gets the address of the variable in which its handle is: that of nothing.
#include <ntddk.h>

typedef struct _STATE {
    PVOID Objects;
    PVOID Power;
} STATE;

static STATE State;

static OB_PREOP_CALLBACK_STATUS OnOpen(PVOID Context, POB_PRE_OPERATION_INFORMATION Information)
{
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Information);
    return OB_PREOP_SUCCESS;
}

static NTSTATUS OnChange(LPCGUID Setting, PVOID Value, ULONG Length, PVOID Context)
{
    UNREFERENCED_PARAMETER(Setting);
    UNREFERENCED_PARAMETER(Value);
    UNREFERENCED_PARAMETER(Length);
    UNREFERENCED_PARAMETER(Context);
    return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT DriverObject) // want "`Unload` leaves `OnChange` registered"
{
    IoDeleteDevice(DriverObject->DeviceObject);
    ObUnRegisterCallbacks(State.Objects);
    PoUnregisterPowerSettingCallback(&State.Power);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) // want "`DriverEntry` can fail and leave the object callback registered"
{
    OB_OPERATION_REGISTRATION operation = { PsProcessType, OB_OPERATION_HANDLE_CREATE, OnOpen, NULL };
    OB_CALLBACK_REGISTRATION registration = { OB_FLT_REGISTRATION_VERSION, 1, RTL_CONSTANT_STRING(L"1234"), NULL, &operation };
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);

    status = ObRegisterCallbacks(&registration, &State.Objects);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        if (State.Objects) {
            ObUnRegisterCallbacks(&State.Objects);
        }
        return status;
    }
    DriverObject->DriverUnload = Unload;
    return PoRegisterPowerSettingCallback(device, &GUID_CONSOLE_DISPLAY_STATE, OnChange, NULL, &State.Power);
}
