// Handles in C++: closed at the end of a scope, kept by an object, owned by a class.

#include <ntddk.h>

template <class F> class AtExit {
public:
	AtExit(F f) : m_f(f) {}
	~AtExit() { m_f(); }

private:
	F m_f;
};

class Handle {
public:
	Handle() : m_handle(nullptr) {}
	~Handle() { if (m_handle) ZwClose(m_handle); }
	HANDLE *operator&() { return &m_handle; }

private:
	HANDLE m_handle;
};

class Worker {
public:
	NTSTATUS StartBad();
	NTSTATUS StartOk();
	NTSTATUS ScopeOk();
	NTSTATUS OwnedOk();

private:
	static void Main(PVOID) {}
	void Set(HANDLE handle)
	{
		if (m_handle) {
			ZwClose(m_handle);
		}
		m_handle = handle;
	}

	HANDLE m_handle;
	PVOID m_object;
};

NTSTATUS Worker::StartBad()
{
	HANDLE handle;
	NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, nullptr, nullptr, nullptr, Main, this); // want "`Worker::Main`"
	if (!NT_SUCCESS(status)) {
		return status;
	}
	return ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode, &m_object, nullptr);
}

NTSTATUS Worker::StartOk()
{
	HANDLE handle;
	NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, nullptr, nullptr, nullptr, Main, this);
	if (NT_SUCCESS(status)) {
		Set(handle);
	}
	return status;
}

NTSTATUS Worker::ScopeOk()
{
	HANDLE handle = nullptr;
	NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, nullptr, nullptr, nullptr, Main, this);
	if (!NT_SUCCESS(status)) {
		return status;
	}
	AtExit close([&handle] { ZwClose(handle); });
	return ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode, &m_object, nullptr);
}

NTSTATUS Worker::OwnedOk()
{
	Handle handle;
	return PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, nullptr, nullptr, nullptr, Main, this);
}
