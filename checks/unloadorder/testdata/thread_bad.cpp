// A class whose thread uses a buffer that is freed before the thread is waited for.
#include <ntddk.h>

class Worker {
public:
    NTSTATUS Start();
    VOID StopBad();
    static VOID Run(PVOID Context);

private:
    PVOID m_thread;
    KEVENT m_stop;
};

static Worker Global;
static PULONG Numbers;

VOID Worker::Run(PVOID Context)
{
    Worker *worker = static_cast<Worker *>(Context);
    LARGE_INTEGER second;

    second.QuadPart = -10000000;
    while (KeWaitForSingleObject(&worker->m_stop, Executive, KernelMode, FALSE, &second) == STATUS_TIMEOUT) {
        Numbers[0]++;
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS Worker::Start()
{
    HANDLE thread;
    NTSTATUS status;

    KeInitializeEvent(&m_stop, NotificationEvent, FALSE);
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, this);
    if (NT_SUCCESS(status)) {
        ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &m_thread, NULL);
        ZwClose(thread);
    }
    return status;
}

VOID Worker::StopBad()
{
    KeSetEvent(&m_stop, IO_NO_INCREMENT, FALSE);
    ExFreePool(Numbers); // want "`Worker::StopBad` gives `Numbers` back here, while `Worker::Run`, which uses it, may still run"
    KeWaitForSingleObject(m_thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(m_thread);
}

extern "C" VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    Global.StopBad();
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    Numbers = static_cast<PULONG>(ExAllocatePoolWithTag(NonPagedPool, 16, 'muN1'));
    DriverObject->DriverUnload = Unload;
    return Global.Start();
}
