// The framework, a class and a port.
#include <fltKernel.h>
#include <wdf.h>

struct Input {
    HANDLE Event;
};

class Signal {
public:
    NTSTATUS SetBad(HANDLE handle)
    {
        return ObReferenceObjectByHandle(handle, EVENT_MODIFY_STATE, *ExEventObjectType, KernelMode, &object_, nullptr); // want "takes the handle `handle` of a program"
    }
    NTSTATUS SetOk(HANDLE handle, KPROCESSOR_MODE mode)
    {
        return ObReferenceObjectByHandle(handle, EVENT_MODIFY_STATE, *ExEventObjectType, mode, &object_, nullptr);
    }

private:
    PVOID object_;
};

static Signal g_signal;

void OnControl(WDFQUEUE, WDFREQUEST request, size_t, size_t, ULONG)
{
    Input *input;
    NTSTATUS status = WdfRequestRetrieveInputBuffer(request, sizeof(*input), reinterpret_cast<PVOID *>(&input), nullptr);
    if (NT_SUCCESS(status)) {
        status = g_signal.SetBad(input->Event);
        g_signal.SetOk(input->Event, WdfRequestGetRequestorMode(request));
    }
    WdfRequestComplete(request, status);
}

static NTSTATUS OnMessageBad(PVOID, PVOID input, ULONG, PVOID, ULONG, PULONG)
{
    PVOID object;
    return ObReferenceObjectByHandle(static_cast<Input *>(input)->Event, 0, *ExEventObjectType, KernelMode, &object, nullptr); // want "takes the handle `input->Event`"
}

NTSTATUS CreatePort(PFLT_FILTER filter, POBJECT_ATTRIBUTES attributes, PFLT_PORT *port)
{
    return FltCreateCommunicationPort(filter, port, attributes, nullptr, nullptr, nullptr, OnMessageBad, 1);
}
