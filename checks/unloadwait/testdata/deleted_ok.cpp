// The object that owns the thread lives on the heap; unload deletes it, and its
// destructor waits.

#include <ntddk.h>

class Worker {
public:
	static Worker *Create()
	{
		auto *worker = new (NonPagedPoolNx, 'krow') Worker();
		if (worker != nullptr && !NT_SUCCESS(worker->Start())) {
			delete worker;
			worker = nullptr;
		}
		return worker;
	}
	~Worker()
	{
		if (m_thread != nullptr) {
			KeSetEvent(&m_stop, IO_NO_INCREMENT, FALSE);
			ZwWaitForSingleObject(m_thread, FALSE, nullptr);
			ZwClose(m_thread);
		}
	}

private:
	Worker() : m_thread(nullptr) { KeInitializeEvent(&m_stop, NotificationEvent, FALSE); }
	NTSTATUS Start() { return PsCreateSystemThread(&m_thread, THREAD_ALL_ACCESS, nullptr, nullptr, nullptr, Main, this); }
	static VOID Main(PVOID context) { static_cast<Worker *>(context)->Loop(); }
	void Loop() { KeWaitForSingleObject(&m_stop, Executive, KernelMode, FALSE, nullptr); }

	HANDLE m_thread;
	KEVENT m_stop;
};

static Worker *g_worker;

static void Unload(PDRIVER_OBJECT)
{
	delete g_worker;
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING)
{
	driver->DriverUnload = Unload;
	g_worker = Worker::Create();
	return g_worker != nullptr ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}
