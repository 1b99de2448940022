// References that a guard made of a lambda drops.
#include <ntifs.h>

template <class F> class Deferred {
public:
    explicit Deferred(F &&f) : m_f(static_cast<F &&>(f)) {}
    ~Deferred() { m_f(); }

private:
    F m_f;
};

template <class F> Deferred<F> OnExit(F &&f) { return Deferred<F>(static_cast<F &&>(f)); }

NTSTATUS GuardOk(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    auto release = OnExit([&] { ObDereferenceObject(process); });
    *Session = PsGetProcessSessionId(process);
    if (*Session == 0) {
        return STATUS_ACCESS_DENIED;
    }
    return STATUS_SUCCESS;
}

NTSTATUS OtherGuardBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    auto count = OnExit([&] { ++*Session; });
    if (PsGetProcessSessionId(process) == 0) {
        return STATUS_ACCESS_DENIED; // want "`OtherGuardBad` returns here with the reference that `PsLookupProcessByProcessId` has taken"
    }
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}
