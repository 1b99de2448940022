// A class that wraps a system thread; its destructor and its Stop wait for the thread.

#include <ntddk.h>

class Thread {
public:
	NTSTATUS Start()
	{
		HANDLE handle = nullptr;
		NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, nullptr, nullptr, nullptr, &Thread::Run, this);
		if (!NT_SUCCESS(status)) {
			return status;
		}
		ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode, &m_object, nullptr);
		ZwClose(handle);
		return status;
	}
	void Stop()
	{
		if (m_object == nullptr) {
			return;
		}
		KeSetEvent(&m_stop, IO_NO_INCREMENT, FALSE);
		KeWaitForSingleObject(m_object, Executive, KernelMode, FALSE, nullptr);
		ObDereferenceObject(m_object);
		m_object = nullptr;
	}
	~Thread() { Stop(); }

private:
	static void Run(PVOID context)
	{
		auto *self = static_cast<Thread *>(context);
		KeWaitForSingleObject(&self->m_stop, Executive, KernelMode, FALSE, nullptr);
		PsTerminateSystemThread(STATUS_SUCCESS);
	}

	PVOID m_object;
	KEVENT m_stop;
};

static Thread g_thread;

extern "C" void DriverUnload(PDRIVER_OBJECT)
{
	g_thread.Stop();
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING)
{
	driver->DriverUnload = DriverUnload;
	return g_thread.Start();
}
