// Locks in members of classes, behind methods.
#include <ntddk.h>
#include <wdf.h>

class Queue {
public:
    VOID AddBad();
    VOID MoveBad();

private:
    VOID Lock() { WdfSpinLockAcquire(m_lock); }
    VOID Unlock() { WdfSpinLockRelease(m_lock); }

    WDFSPINLOCK m_lock;
    WDFSPINLOCK m_pending;
};

VOID Queue::AddBad()
{
    Lock();
    WdfSpinLockAcquire(m_pending); // want "`Queue::AddBad` takes `.*m_pending` here with `.*m_lock` held, and `Queue::MoveBad`"
    WdfSpinLockRelease(m_pending);
    Unlock();
}

VOID Queue::MoveBad()
{
    WdfSpinLockAcquire(m_pending);
    Lock();
    Unlock();
    WdfSpinLockRelease(m_pending);
}
