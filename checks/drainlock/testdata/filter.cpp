// A minifilter that unregisters under the lock of a class, and a queue of the framework.
#include <fltKernel.h>
#include <wdf.h>

class Table {
public:
    VOID Lock() { FltAcquireResourceExclusive(&m_lock); }
    VOID Unlock() { FltReleaseResource(&m_lock); }

    ULONG m_count;

private:
    ERESOURCE m_lock;
};

static Table Entries;
static PFLT_FILTER Filter;
static WDFQUEUE Queue;
static WDFWAITLOCK QueueLock;

static FLT_PREOP_CALLBACK_STATUS PreWrite(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Context)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Objects);
    UNREFERENCED_PARAMETER(Context);

    Entries.Lock();
    Entries.m_count++;
    Entries.Unlock();
    return FLT_PREOP_SUCCESS_NO_CALLBACK;
}

static const FLT_OPERATION_REGISTRATION Operations[] = {
    {IRP_MJ_WRITE, 0, PreWrite, NULL},
    {IRP_MJ_OPERATION_END},
};

static NTSTATUS UnloadBad(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);

    Entries.Lock();
    FltUnregisterFilter(Filter); // want "`FltUnregisterFilter` waits here, with `.*m_lock` held, until `PreWrite` is done"
    Entries.Unlock();
    return STATUS_SUCCESS;
}

static const FLT_REGISTRATION Registration = {sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, Operations, UnloadBad};

EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL OnControl;

VOID OnControl(WDFQUEUE Source, WDFREQUEST Request, size_t Out, size_t In, ULONG Code)
{
    UNREFERENCED_PARAMETER(Source);
    UNREFERENCED_PARAMETER(Out);
    UNREFERENCED_PARAMETER(In);
    UNREFERENCED_PARAMETER(Code);

    WdfWaitLockAcquire(QueueLock, NULL);
    WdfWaitLockRelease(QueueLock);
    WdfRequestComplete(Request, STATUS_SUCCESS);
}

VOID StopBad(VOID)
{
    WdfWaitLockAcquire(QueueLock, NULL);
    WdfIoQueueStopSynchronously(Queue); // want "`WdfIoQueueStopSynchronously` waits here, with `QueueLock` held, until `OnControl` is done"
    WdfWaitLockRelease(QueueLock);
}

class Guard {
public:
    explicit Guard(WDFWAITLOCK Lock) : m_lock(Lock) { WdfWaitLockAcquire(m_lock, NULL); }
    ~Guard() { WdfWaitLockRelease(m_lock); }

private:
    WDFWAITLOCK m_lock;
};

static WDFWAITLOCK FirstLock, SecondLock;

VOID (*const StopsHere)(VOID) = StopBad;

EVT_WDF_IO_QUEUE_IO_READ OnRead;

VOID OnRead(WDFQUEUE Source, WDFREQUEST Request, size_t Length)
{
    Guard guard(FirstLock);

    UNREFERENCED_PARAMETER(Source);
    UNREFERENCED_PARAMETER(Length);

    WdfRequestComplete(Request, STATUS_SUCCESS);
}

// Guards of one class are for different locks.
VOID GuardOk(VOID)
{
    Guard guard(SecondLock);

    WdfIoQueueStopSynchronously(Queue);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    return FltRegisterFilter(DriverObject, &Registration, &Filter);
}
