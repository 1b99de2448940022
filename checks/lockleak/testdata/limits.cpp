// Known limits: FN_ is missed.
#include <ntifs.h>

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

// Of what a lambda releases is not known which lock it is, for what it captures is not.
NTSTATUS FN_TooLate(Shelf *shelf, ULONG n)
{
    ExAcquireResourceExclusiveLite(&shelf->lock, TRUE);
    if (n == 0) {
        return STATUS_INVALID_PARAMETER;
    }
    auto leave = OnExit([&] { ExReleaseResourceLite(&shelf->lock); });
    shelf->count = n;
    return STATUS_SUCCESS;
}
