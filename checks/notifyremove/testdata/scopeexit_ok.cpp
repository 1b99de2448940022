// An object of the entry point takes the callback back where that fails.
#include <ntddk.h>

template <typename T> class Finally {
  public:
    Finally(T Action) : m_Action(Action) {}
    ~Finally() { m_Action(); }

  private:
    T m_Action;
};

static VOID OnThread(HANDLE Process, HANDLE Thread, BOOLEAN Create) { DbgPrint("%p %p %d", Process, Thread, Create); }

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PsRemoveCreateThreadNotifyRoutine(OnThread);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status = STATUS_UNSUCCESSFUL;

    UNREFERENCED_PARAMETER(RegistryPath);
    Finally undo([&status]() {
        if (!NT_SUCCESS(status)) {
            PsRemoveCreateThreadNotifyRoutine(OnThread);
        }
    });
    DriverObject->DriverUnload = Unload;
    status = PsSetCreateThreadNotifyRoutine(OnThread);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    return status;
}
