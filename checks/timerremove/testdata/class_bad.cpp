// A class that owns a timer and cancels it, and never waits for its DPC.
#include <ntddk.h>

class Watchdog {
public:
    void Start(ULONG milliseconds)
    {
        LARGE_INTEGER due;
        due.QuadPart = -10000LL * milliseconds;
        KeInitializeTimerEx(&timer_, SynchronizationTimer);
        KeInitializeDpc(&dpc_, Bark, this);
        KeSetCoalescableTimer(&timer_, due, milliseconds, 50, &dpc_);
    }
    void Stop()
    {
        KeCancelTimer(&timer_); // want "this does not wait for the timer `this->timer_`"
    }

private:
    static void Bark(PKDPC, PVOID context, PVOID, PVOID) { static_cast<Watchdog *>(context)->barked_++; }

    KTIMER timer_;
    KDPC dpc_;
    ULONG barked_;
};

static Watchdog g_watchdog;

extern "C" void Unload(PDRIVER_OBJECT)
{
    g_watchdog.Stop();
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING)
{
    driver->DriverUnload = Unload;
    g_watchdog.Start(500);
    return STATUS_SUCCESS;
}
