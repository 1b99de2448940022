// Guards of C++, locks of the framework and of NDIS.
#include <ntddk.h>
#include <wdf.h>
#include <ndis.h>

class SpinGuard {
public:
    explicit SpinGuard(PKSPIN_LOCK Lock) : m_lock(Lock) { KeAcquireSpinLock(m_lock, &m_irql); }
    ~SpinGuard() { KeReleaseSpinLock(m_lock, m_irql); }

private:
    PKSPIN_LOCK m_lock;
    KIRQL m_irql;
};

class Table {
public:
    VOID Lock() { WdfSpinLockAcquire(m_lock); }
    VOID Unlock() { WdfSpinLockRelease(m_lock); }
    bool TakeBad();
    bool TakeOk();

private:
    WDFSPINLOCK m_lock;
    KSPIN_LOCK m_spin;
    ULONG m_count;
};

bool Table::TakeBad()
{
    Lock();
    if (m_count == 0) {
        return false; // want "held, which other ways through it undo"
    }
    m_count--;
    Unlock();
    return true;
}

bool Table::TakeOk()
{
    SpinGuard guard(&m_spin);

    if (m_count == 0) {
        return false;
    }
    m_count--;
    return true;
}

NTSTATUS WaitLockBad(WDFWAITLOCK Lock, PULONG Count)
{
    WdfWaitLockAcquire(Lock, NULL);
    if (*Count == 0) {
        return STATUS_DEVICE_NOT_READY; // want "the lock `Lock` held"
    }
    *Count = 0;
    WdfWaitLockRelease(Lock);
    return STATUS_SUCCESS;
}

NTSTATUS WaitLockOk(WDFWAITLOCK Lock, PULONG Count)
{
    LONGLONG timeout = WDF_REL_TIMEOUT_IN_MS(10);

    if (WdfWaitLockAcquire(Lock, &timeout) == STATUS_TIMEOUT) {
        return STATUS_DEVICE_BUSY;
    }
    *Count = 0;
    WdfWaitLockRelease(Lock);
    return STATUS_SUCCESS;
}

VOID NdisBad(PNDIS_SPIN_LOCK Lock, PULONG Count)
{
    NdisAcquireSpinLock(Lock);
    if (*Count == 0) {
        return; // want "the spin lock `Lock` held"
    }
    *Count = 0;
    NdisReleaseSpinLock(Lock);
}

VOID ReadersBad(PNDIS_RW_LOCK_EX Lock, PULONG Count)
{
    LOCK_STATE_EX state;

    NdisAcquireRWLockRead(Lock, &state, 0);
    if (*Count == 0) {
        return; // want "the spin lock `Lock` held"
    }
    NdisReleaseRWLock(Lock, &state);
}

// Guards that a function makes of a lambda.
template <class F> class Deferred {
public:
    explicit Deferred(F &&f) : m_f(static_cast<F &&>(f)) {}
    ~Deferred() { m_f(); }

private:
    F m_f;
};

template <class F> Deferred<F> OnExit(F &&f) { return Deferred<F>(static_cast<F &&>(f)); }

struct Shelf {
    ERESOURCE lock;
    ULONG count;
};

void Stranger(Shelf *shelf);

NTSTATUS DeferredOk(Shelf *shelf, ULONG n)
{
    ExAcquireResourceExclusiveLite(&shelf->lock, TRUE);
    auto leave = OnExit([&] { ExReleaseResourceLite(&shelf->lock); });
    Stranger(shelf);
    if (n == 0) {
        return STATUS_INVALID_PARAMETER;
    }
    shelf->count = n;
    return STATUS_SUCCESS;
}

NTSTATUS ScopeExitOk(Shelf *shelf, ULONG n)
{
    ExAcquireResourceExclusiveLite(&shelf->lock, TRUE);
    auto leave = wil::scope_exit([&] { ExReleaseResourceLite(&shelf->lock); });
    Stranger(shelf);
    while (shelf->count > n) {
        if (shelf->count == 7) {
            return STATUS_UNSUCCESSFUL;
        }
        shelf->count--;
    }
    return STATUS_SUCCESS;
}
