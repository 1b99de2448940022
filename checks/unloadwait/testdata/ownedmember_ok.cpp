// A member of the object in the device extension waits for its thread in reset(), which its destructor calls.
#include <ntddk.h>

void *operator new(size_t, void *p) { return p; }

class Thread {
public:
	Thread() = default;
	Thread(Thread &&other) : m_object(other.m_object) { other.m_object = nullptr; }
	~Thread() { reset(); }
	NTSTATUS start(PKSTART_ROUTINE routine, PVOID context)
	{
		HANDLE handle;
		NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, nullptr, nullptr, nullptr, routine, context);

		if (!NT_SUCCESS(status)) {
			return status;
		}
		status = ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode, &m_object, nullptr);
		ZwClose(handle);
		return status;
	}
	void reset()
	{
		if (m_object == nullptr) {
			return;
		}
		KeWaitForSingleObject(m_object, Executive, KernelMode, FALSE, nullptr);
		ObDereferenceObject(m_object);
		m_object = nullptr;
	}

private:
	PVOID m_object = nullptr;
};

class Device {
public:
	~Device() { KeSetEvent(&m_stop, 0, FALSE); }
	NTSTATUS Start()
	{
		KeInitializeEvent(&m_stop, NotificationEvent, FALSE);
		return m_thread.start(Run, this);
	}

private:
	static VOID Run(PVOID context)
	{
		KeWaitForSingleObject(&static_cast<Device *>(context)->m_stop, Executive, KernelMode, FALSE, nullptr);
		PsTerminateSystemThread(STATUS_SUCCESS);
	}
	KEVENT m_stop;
	Thread m_thread;
};

static PDEVICE_OBJECT g_device;

static VOID Unload(PDRIVER_OBJECT)
{
	static_cast<Device *>(g_device->DeviceExtension)->~Device();
	IoDeleteDevice(g_device);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING)
{
	NTSTATUS status = IoCreateDevice(driver, sizeof(Device), nullptr, FILE_DEVICE_UNKNOWN, 0, FALSE, &g_device);

	if (!NT_SUCCESS(status)) {
		return status;
	}
	auto device = new (g_device->DeviceExtension) Device();
	status = device->Start();
	if (!NT_SUCCESS(status)) {
		device->~Device();
		IoDeleteDevice(g_device);
		return status;
	}
	driver->DriverUnload = Unload;
	return status;
}
