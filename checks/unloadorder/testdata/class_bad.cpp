// Locks in classes of their own, which what holds them deletes: before the object callback that takes them is gone.
#include <ntifs.h>

class Lock {
public:
    VOID Init() { ExInitializeResourceLite(&m_resource); }
    VOID Delete() { ExDeleteResourceLite(&m_resource); }
    VOID Acquire() { ExEnterCriticalRegionAndAcquireResourceShared(&m_resource); }
    VOID Release() { ExReleaseResourceAndLeaveCriticalRegion(&m_resource); }

private:
    ERESOURCE m_resource;
};

template <typename T> class Guard {
public:
    explicit Guard(T &lock) : m_lock(lock) { m_lock.Acquire(); }
    ~Guard() { m_lock.Release(); }

private:
    T &m_lock;
};

struct State {
    Lock Used;
    Lock Unused;
    PVOID Handle;
    ULONG Count;

    VOID Init();
    VOID TermBad();
    VOID DropOk();
};

static State Global;
static Lock Single;
static Lock Other;

VOID State::Init()
{
    Used.Init();
    Unused.Init();
}

VOID State::TermBad() { Used.Delete(); }
VOID State::DropOk() { Unused.Delete(); }

static OB_PREOP_CALLBACK_STATUS OnOpen(PVOID Context, POB_PRE_OPERATION_INFORMATION Info)
{
    UNREFERENCED_PARAMETER(Context);

    if (!Info->KernelHandle) {
        Guard<Lock> guard(Global.Used);
        Guard<Lock> second(Single);
        Global.Count++;
    }
    return OB_PREOP_SUCCESS;
}

static VOID StopCallback(PVOID Handle) { ObUnRegisterCallbacks(Handle); }

extern "C" VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    Global.DropOk();
    Other.Delete();
    Single.Delete(); // want "`Unload` deletes `Single.m_resource` here, while `OnOpen`, which uses it, may still run"
    Global.TermBad(); // want "`Unload` deletes `Global.Used.m_resource` here, while `OnOpen`, which uses it, may still run"
    StopCallback(Global.Handle);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    OB_OPERATION_REGISTRATION operation = { PsProcessType, OB_OPERATION_HANDLE_CREATE, OnOpen, NULL };
    OB_CALLBACK_REGISTRATION registration = { OB_FLT_REGISTRATION_VERSION, 1, RTL_CONSTANT_STRING(L"38000"), NULL, &operation };

    UNREFERENCED_PARAMETER(RegistryPath);
    Global.Init();
    Single.Init();
    Other.Init();
    DriverObject->DriverUnload = Unload;
    return ObRegisterCallbacks(&registration, &Global.Handle);
}
