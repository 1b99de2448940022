// The thread's method drops the reference on the device object that its owner took.

#include <ntddk.h>

class Poller {
public:
	Poller(PDEVICE_OBJECT device) : m_device(device) { ObReferenceObject(m_device); }
	NTSTATUS Start()
	{
		HANDLE thread;
		NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, nullptr, nullptr, nullptr, Entry, this);
		if (NT_SUCCESS(status)) {
			ZwClose(thread);
		}
		return status;
	}

private:
	static void Entry(PVOID context) { reinterpret_cast<Poller *>(context)->PollBad(); } // want "m_device"
	void PollBad()
	{
		KeWaitForSingleObject(&m_stop, Executive, KernelMode, FALSE, nullptr);
		ObDereferenceObject(m_device);
	}

	PDEVICE_OBJECT m_device;
	KEVENT m_stop;
};

static void Unload(PDRIVER_OBJECT driver)
{
	IoDeleteDevice(driver->DeviceObject);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING)
{
	PDEVICE_OBJECT device = nullptr;
	NTSTATUS status = IoCreateDevice(driver, 0, nullptr, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
	if (!NT_SUCCESS(status)) {
		return status;
	}
	driver->DriverUnload = Unload;
	auto *poller = new (NonPagedPoolNx) Poller(device);
	return poller->Start();
}
