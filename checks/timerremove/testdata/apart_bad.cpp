// A stream of an adapter of the kit's class library, called by interfaces that the driver does not declare: the timer and its DPC lie in memory of
// their own.
extern "C" {
#include <ntddk.h>
}

class Stream {
    PKTIMER Timer;
    PKDPC Dpc;
    PKTIMER Lonely;
public:
    NTSTATUS Init();
    void Run();
    void Pause();
    ~Stream();
};

extern "C" KDEFERRED_ROUTINE OnTick;
VOID OnTick(PKDPC D, PVOID Context, PVOID First, PVOID Second) { DbgPrint("%p %p %p %p", D, Context, First, Second); }

NTSTATUS Stream::Init()
{
    Timer = (PKTIMER)ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(KTIMER), 'mrtS');
    Lonely = (PKTIMER)ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(KTIMER), 'mrtS');
    Dpc = (PKDPC)ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(KDPC), 'mrtS');
    if (Timer == NULL || Dpc == NULL || Lonely == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    KeInitializeDpc(Dpc, OnTick, this);
    KeInitializeTimer(Timer);
    KeInitializeTimer(Lonely);
    return STATUS_SUCCESS;
}

void Stream::Run()
{
    LARGE_INTEGER due;

    due.QuadPart = -10000;
    KeSetTimerEx(Timer, due, 10, Dpc);
    KeSetTimer(Lonely, due, NULL);
}

void Stream::Pause()
{
    KeCancelTimer(Timer);
}

Stream::~Stream()
{
    KeCancelTimer(Lonely);
    KeCancelTimer(Timer); // want "this does not wait for the timer `this->Timer`: .* the memory of its DPC is given back meanwhile"
    ExFreePool(Timer);
    ExFreePool(Lonely);
    ExFreePool(Dpc);
}
