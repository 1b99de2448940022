// A lambda releases the lock, but on a way that comes before it is made.
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

NTSTATUS TooLateBad(Shelf *shelf, ULONG n)
{
    ExAcquireResourceExclusiveLite(&shelf->lock, TRUE);
    if (n == 0) {
        return STATUS_INVALID_PARAMETER; // want "`TooLateBad` returns here with the resource `shelf->lock` held"
    }
    auto leave = OnExit([&] { ExReleaseResourceLite(&shelf->lock); });
    shelf->count = n;
    return STATUS_SUCCESS;
}
