// Waits behind classes.
#include <wdm.h>

class EventSet {
public:
    EventSet() : m_count(0) {}
    void Add(PKEVENT event) { m_objects[m_count++] = event; }

    NTSTATUS WaitAnyOf(ULONG count, PKWAIT_BLOCK blocks = nullptr)
    {
        return KeWaitForMultipleObjects(count, m_objects, WaitAny, Executive, KernelMode, FALSE, nullptr, blocks);
    }

    NTSTATUS WaitOk() { return WaitAnyOf(m_count); }

private:
    PVOID m_objects[16];
    ULONG m_count;
};

void ManyBad(EventSet& events)
{
    events.WaitAnyOf(6, nullptr); // want "through `.*WaitAnyOf`"
}

// A default argument is not part of the call.
void FN_DefaultBad(EventSet& events)
{
    events.WaitAnyOf(6);
}

void LentOk(EventSet& events)
{
    KWAIT_BLOCK blocks[6];

    events.WaitAnyOf(6, blocks);
}

void FewOk(EventSet& events)
{
    events.WaitAnyOf(2, nullptr);
}

template <ULONG Count> struct Waiter {
    PVOID Objects[Count];

    void Wait(PKWAIT_BLOCK blocks) { KeWaitForMultipleObjects(Count, Objects, WaitAll, Executive, KernelMode, FALSE, nullptr, blocks); } // want "for more objects than it takes"
};

// The number that a template is made with is known in it.
void LargeBad(Waiter<65>& waiter, PKWAIT_BLOCK blocks)
{
    waiter.Wait(blocks);
}

void LargestOk(Waiter<64>& waiter, PKWAIT_BLOCK blocks)
{
    waiter.Wait(blocks);
}
