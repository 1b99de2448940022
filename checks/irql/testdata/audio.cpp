// What a class implements of an interface of the port class driver is called at the levels of its pages, whose headers are not here.
#include <portcls.h>

static KEVENT Room;
static ULONG Position;

class CTone : public IMiniportWaveCyclicStream, public IDmaChannel {
public:
    IMP_IMiniportWaveCyclicStream;
    IMP_IDmaChannel;

    NTSTATUS Store();
};

NTSTATUS CTone::Store()
{
    return KeWaitForSingleObject(&Room, Executive, KernelMode, FALSE, NULL);
}

STDMETHODIMP_(void) CTone::CopyTo(PVOID Destination, PVOID Source, ULONG ByteCount)
{
    UNREFERENCED_PARAMETER(Destination);
    UNREFERENCED_PARAMETER(Source);
    UNREFERENCED_PARAMETER(ByteCount);
    Store(); // want "`KeWaitForSingleObject` may be called at DISPATCH_LEVEL, for the system calls `CTone::CopyTo` as `IDmaChannel::CopyTo` at that level, too"
}

/* A state is set for a request. */
STDMETHODIMP CTone::SetState(KSSTATE State)
{
    UNREFERENCED_PARAMETER(State);
    return Store();
}

STDMETHODIMP_(NTSTATUS) CTone::AllocateBuffer(ULONG BufferSize, PPHYSICAL_ADDRESS Constraint)
{
    UNREFERENCED_PARAMETER(BufferSize);
    UNREFERENCED_PARAMETER(Constraint);
    return Store();
}

#pragma code_seg("PAGE")
STDMETHODIMP CTone::GetPosition(PULONG Now) // want "the system calls `CTone::GetPosition` as `IMiniportWaveCyclicStream::GetPosition`, at DISPATCH_LEVEL, too, but it lies in a section that can be paged out"
{
    *Now = Position;
    return STATUS_SUCCESS;
}
#pragma code_seg()

/* The same names of another class mean nothing. */
class CBench {
public:
    void CopyTo(PVOID Destination, PVOID Source, ULONG ByteCount);
};

void CBench::CopyTo(PVOID Destination, PVOID Source, ULONG ByteCount)
{
    UNREFERENCED_PARAMETER(Destination);
    UNREFERENCED_PARAMETER(Source);
    UNREFERENCED_PARAMETER(ByteCount);
    KeWaitForSingleObject(&Room, Executive, KernelMode, FALSE, NULL);
}
