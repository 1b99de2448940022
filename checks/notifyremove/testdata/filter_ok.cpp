// What lies in memory tells whether the minifilter was registered.
#include <fltKernel.h>

struct State {
    State() : Filter(nullptr), Count(0) {}

    PFLT_FILTER Filter;
    ULONG Count;
};

void *operator new(size_t size, int);

static State *Global;

static NTSTATUS Unload(FLT_FILTER_UNLOAD_FLAGS)
{
    FltUnregisterFilter(Global->Filter);
    return STATUS_SUCCESS;
}

static NTSTATUS Register(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    HANDLE key = nullptr;
    NTSTATUS status;

    do {
        OBJECT_ATTRIBUTES attributes = RTL_CONSTANT_OBJECT_ATTRIBUTES(path, OBJ_KERNEL_HANDLE);
        status = ZwOpenKey(&key, KEY_WRITE, &attributes);
        if (!NT_SUCCESS(status))
            break;
        UNICODE_STRING name = RTL_CONSTANT_STRING(L"Instances");
        status = ZwSetValueKey(key, &name, 0, REG_SZ, nullptr, 0);
        if (!NT_SUCCESS(status))
            break;
        FLT_REGISTRATION const registration = { sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, nullptr, nullptr, Unload };
        status = FltRegisterFilter(driver, &registration, &Global->Filter);
    } while (false);
    if (key) {
        if (!NT_SUCCESS(status))
            ZwDeleteKey(key);
        ZwClose(key);
    }
    return status;
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    Global = new (1) State;
    if (!Global)
        return STATUS_NO_MEMORY;
    PDEVICE_OBJECT device = nullptr;
    NTSTATUS status;
    do {
        status = Register(driver, path);
        if (!NT_SUCCESS(status))
            break;
        status = IoCreateDevice(driver, 0, nullptr, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
        if (!NT_SUCCESS(status))
            break;
        status = FltStartFiltering(Global->Filter);
    } while (false);
    if (!NT_SUCCESS(status)) {
        if (Global->Filter)
            FltUnregisterFilter(Global->Filter);
        if (device)
            IoDeleteDevice(device);
    }
    return status;
}
