// Guards made of a lambda that know by a flag which they capture whether to detach.
#include <ntifs.h>

template <class F> class Deferred {
public:
    explicit Deferred(F &&f) : m_f(static_cast<F &&>(f)), m_armed(true) {}
    ~Deferred() { if (m_armed) m_f(); }

private:
    F m_f;
    bool m_armed;
};

template <class F> Deferred<F> OnExit(F &&f) { return Deferred<F>(static_cast<F &&>(f)); }

NTSTATUS ImplementationLibrariesOk(PEPROCESS Process, PVOID From, PVOID To, SIZE_T Size)
{
    KAPC_STATE state;
    BOOLEAN attached = FALSE;

    if (PsGetCurrentProcess() != Process) {
        KeStackAttachProcess(Process, &state);
        attached = TRUE;
    }
    auto detach = wil::scope_exit([&] {
        if (attached)
            KeUnstackDetachProcess(&state);
    });
    if (Size == 0)
        return STATUS_INVALID_PARAMETER;
    RtlCopyMemory(To, From, Size);
    if (attached)
        KeUnstackDetachProcess(&state);
    attached = FALSE;
    return STATUS_SUCCESS;
}

NTSTATUS OwnGuardOk(PEPROCESS Process, PVOID From, PVOID To, SIZE_T Size)
{
    KAPC_STATE state;
    BOOLEAN attached = FALSE;

    if (PsGetCurrentProcess() != Process) {
        KeStackAttachProcess(Process, &state);
        attached = TRUE;
    }
    auto detach = OnExit([&attached, &state] {
        if (attached)
            KeUnstackDetachProcess(&state);
    });
    if (Size == 0)
        return STATUS_INVALID_PARAMETER;
    RtlCopyMemory(To, From, Size);
    if (attached)
        KeUnstackDetachProcess(&state);
    attached = FALSE;
    return STATUS_SUCCESS;
}

NTSTATUS CalledOk(PEPROCESS Process, PVOID From, PVOID To, SIZE_T Size)
{
    KAPC_STATE state;
    BOOLEAN attached = PsGetCurrentProcess() != Process;
    auto leave = [&](NTSTATUS Status) {
        if (attached)
            KeUnstackDetachProcess(&state);
        return Status;
    };

    if (attached)
        KeStackAttachProcess(Process, &state);
    if (Size == 0)
        return leave(STATUS_INVALID_PARAMETER);
    RtlCopyMemory(To, From, Size);
    return leave(STATUS_SUCCESS);
}

NTSTATUS WithoutGuardBad(PEPROCESS Process, PVOID From, PVOID To, SIZE_T Size)
{
    KAPC_STATE state;

    KeStackAttachProcess(Process, &state);
    auto twice = wil::scope_exit([&] { Size *= 2; });
    if (Size == 0)
        return STATUS_INVALID_PARAMETER; // want "`WithoutGuardBad` returns here still attached to another process"
    RtlCopyMemory(To, From, Size);
    KeUnstackDetachProcess(&state);
    return STATUS_SUCCESS;
}
