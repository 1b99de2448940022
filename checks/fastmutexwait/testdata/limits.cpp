// What the check does not see in C++: the known limits of docs/design.md.

#include <ntddk.h>

class FastMutex {
public:
	void Lock() { ExAcquireFastMutex(&m_mutex); }
	void Unlock() { ExReleaseFastMutex(&m_mutex); }

private:
	FAST_MUTEX m_mutex;
};

static FastMutex g_lock;
static KEVENT g_ready;

class Channel {
public:
	virtual void Notify() { KeWaitForSingleObject(&g_ready, Executive, KernelMode, FALSE, nullptr); }
	void FN_VirtualMethod();
};

class QuietChannel : public Channel {
public:
	void Notify() override {}
};

// Which of several methods a virtual call reaches is not known.
void Channel::FN_VirtualMethod()
{
	g_lock.Lock();
	Notify();
	g_lock.Unlock();
}

template <class T> static void TakeBoth(T &a, T &b)
{
	a.Lock();
	b.Lock();
}

// The methods of a function template's parameters are not followed.
void FN_FunctionTemplate(FastMutex &other)
{
	TakeBoth(g_lock, other);
	KeWaitForSingleObject(&g_ready, Executive, KernelMode, FALSE, nullptr);
	other.Unlock();
	g_lock.Unlock();
}

class Held {
public:
	Held() { g_lock.Lock(); }
	~Held() { g_lock.Unlock(); }
};

class Owner {
public:
	Owner() : m_count(0) {}

private:
	Held m_held;
	ULONG m_count;
};

// The constructor of a member that the text does not name is not run.
void FN_MemberWithoutName()
{
	Owner owner;
	KeWaitForSingleObject(&g_ready, Executive, KernelMode, FALSE, nullptr);
}

// Nor is that of an object with static storage.
void FN_StaticObject()
{
	static Held held;
	KeWaitForSingleObject(&g_ready, Executive, KernelMode, FALSE, nullptr);
}
