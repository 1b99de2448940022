// The filter is unregistered by the end of what owns it: a class that is made with the routine, whose methods are defined outside of it.
#include <fltKernel.h>

template <class T, class Deleter, Deleter *Delete>
class Owner
{
public:
    ~Owner();
    void Free();
    T *&Get() { return Held; }

private:
    T *Held = nullptr;
};

template <class T, class Deleter, Deleter *Delete>
Owner<T, Deleter, Delete>::~Owner()
{
    Free();
}

template <class T, class Deleter, Deleter *Delete>
void Owner<T, Deleter, Delete>::Free()
{
    if (Held == nullptr) {
        return;
    }
    Delete(Held);
    Held = nullptr;
}

struct State
{
    Owner<_FLT_FILTER, decltype(FltUnregisterFilter), FltUnregisterFilter> Filter;
};

static State *Global;

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    delete Global;
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    static const FLT_REGISTRATION Registration = {sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION};

    UNREFERENCED_PARAMETER(RegistryPath);
    Global = new State;
    if (Global == nullptr) {
        return STATUS_NO_MEMORY;
    }
    NTSTATUS status = FltRegisterFilter(DriverObject, &Registration, &Global->Filter.Get());
    DriverObject->DriverUnload = Unload;
    return status;
}
