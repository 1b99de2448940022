// A class whose method runs in a work item.
#include <ntddk.h>

class Writer {
public:
    VOID Begin();
    static VOID EndBad(PDEVICE_OBJECT Device, PVOID Context);

private:
    KMUTEX m_busy;
    PIO_WORKITEM m_item;
};

VOID Writer::Begin()
{
    KeWaitForSingleObject(&m_busy, Executive, KernelMode, FALSE, NULL);
    IoQueueWorkItem(m_item, EndBad, DelayedWorkQueue, this);
}

VOID Writer::EndBad(PDEVICE_OBJECT Device, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);

    KeReleaseMutex(&static_cast<Writer *>(Context)->m_busy, FALSE); // want "the mutex `m_busy` here, which `Writer::EndBad` never takes"
}
