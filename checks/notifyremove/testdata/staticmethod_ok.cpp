// A static method is named by an object of its class.
#include <fltKernel.h>

class Filter {
public:
    NTSTATUS Start(PDRIVER_OBJECT driver)
    {
        Registration.Size = sizeof(FLT_REGISTRATION);
        Registration.Version = FLT_REGISTRATION_VERSION;
        Registration.FilterUnloadCallback = this->Unload;
        return FltRegisterFilter(driver, &Registration, &Handle);
    }

    static NTSTATUS Unload(FLT_FILTER_UNLOAD_FLAGS flags);

private:
    FLT_REGISTRATION Registration;
    static PFLT_FILTER Handle;
};

PFLT_FILTER Filter::Handle;

NTSTATUS Filter::Unload(FLT_FILTER_UNLOAD_FLAGS flags)
{
    UNREFERENCED_PARAMETER(flags);
    FltUnregisterFilter(Handle);
    return STATUS_SUCCESS;
}

static Filter TheFilter;

static VOID DriverUnload(PDRIVER_OBJECT driver)
{
    UNREFERENCED_PARAMETER(driver);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    UNREFERENCED_PARAMETER(path);
    driver->DriverUnload = DriverUnload;
    return TheFilter.Start(driver);
}
