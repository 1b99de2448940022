// A constructor creates the thread, and only where there was memory for the object; the destructor waits.
#include <ntddk.h>

void *operator new(size_t size) { return ExAllocatePool2(POOL_FLAG_NON_PAGED, size, 'work'); }
void operator delete(void *p, size_t) { ExFreePool(p); }

class Worker {
public:
	explicit Worker(PKSTART_ROUTINE start)
	{
		HANDLE thread;

		m_status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, nullptr, nullptr, nullptr, start, this);
		if (NT_SUCCESS(m_status)) {
			ObReferenceObjectByHandle(thread, SYNCHRONIZE, nullptr, KernelMode, &m_thread, nullptr);
			ZwClose(thread);
		}
	}
	~Worker()
	{
		if (m_thread) {
			m_stop = true;
			KeWaitForSingleObject(m_thread, Executive, KernelMode, FALSE, nullptr);
			ObDereferenceObject(m_thread);
		}
	}
	volatile bool m_stop = false;

private:
	NTSTATUS m_status;
	PVOID m_thread = nullptr;
};

static Worker *g_worker;

static VOID Run(PVOID context)
{
	LARGE_INTEGER interval;

	interval.QuadPart = -10000;
	while (!static_cast<Worker *>(context)->m_stop) {
		KeDelayExecutionThread(KernelMode, FALSE, &interval);
	}
	PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID Unload(PDRIVER_OBJECT) { delete g_worker; }

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING)
{
	driver->DriverUnload = Unload;
	g_worker = new Worker(Run);
	return g_worker ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}
