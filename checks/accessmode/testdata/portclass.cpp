// A property of an audio driver.
#include <portcls.h>

struct Notice {
    HANDLE Event;
};

static PVOID g_event;

static NTSTATUS SetBad(Notice *notice)
{
    return ObReferenceObjectByHandle(notice->Event, EVENT_MODIFY_STATE, *ExEventObjectType, KernelMode, &g_event, nullptr); // want "takes the handle `notice->Event`"
}

NTSTATUS OnProperty(PPCPROPERTY_REQUEST request)
{
    if (request->ValueSize < sizeof(Notice)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    return SetBad(static_cast<Notice *>(request->Value));
}
