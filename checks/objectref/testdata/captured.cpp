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

template <class F> class Armed {
public:
    explicit Armed(F &&f) : m_f(static_cast<F &&>(f)), m_armed(true) {}
    ~Armed()
    {
        if (m_armed)
            m_f();
    }

private:
    F m_f;
    bool m_armed;
};

template <class F> Armed<F> Finally(F &&f) { return Armed<F>(static_cast<F &&>(f)); }

NTSTATUS ByValueOk(HANDLE Id, PULONG Session)
{
    PEPROCESS process = nullptr;
    auto status = PsLookupProcessByProcessId(Id, &process);
    auto release = Finally([process] {
        if (process)
            ObDereferenceObject(process);
    });

    if (!NT_SUCCESS(status))
        return status;
    *Session = PsGetProcessSessionId(process);
    return *Session == 0 ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

NTSTATUS ByReferenceBeforeOk(HANDLE Id, PULONG Session)
{
    PEPROCESS process = nullptr;
    auto release = Finally([&] {
        if (process)
            ObDereferenceObject(process);
    });
    auto status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status))
        return status;
    *Session = PsGetProcessSessionId(process);
    return STATUS_SUCCESS;
}

NTSTATUS ByValueBeforeBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process = nullptr;
    auto release = Finally([process] { // NULL as yet
        if (process)
            ObDereferenceObject(process);
    });
    auto status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status))
        return status;
    *Session = PsGetProcessSessionId(process);
    return STATUS_SUCCESS; // want "`ByValueBeforeBad` returns here with the reference that `PsLookupProcessByProcessId` has taken"
}

static void DropAndForget(PEPROCESS *Process)
{
    if (*Process) {
        ObDereferenceObject(*Process);
        *Process = nullptr;
    }
}

static void Show(PEPROCESS *Process)
{
    if (*Process)
        DbgPrint("%p\n", *Process);
}

NTSTATUS AddressHandedOk(HANDLE Id, PULONG Session)
{
    PEPROCESS process = nullptr;
    auto status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status))
        return status;
    *Session = PsGetProcessSessionId(process);
    DropAndForget(&process);
    return STATUS_SUCCESS;
}

NTSTATUS AddressShownBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process = nullptr;
    auto status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status))
        return status;
    *Session = PsGetProcessSessionId(process);
    Show(&process);
    return STATUS_SUCCESS; // want "`AddressShownBad` returns here with the reference that `PsLookupProcessByProcessId` has taken"
}
