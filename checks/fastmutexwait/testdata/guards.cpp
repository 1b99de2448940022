// Locks behind classes: guards whose destructor releases at the end of the scope,
// templates of guards, references and methods.

#include <fltKernel.h>

class FastMutex {
public:
	void Init() { ExInitializeFastMutex(&m_mutex); }
	void Lock() { ExAcquireFastMutex(&m_mutex); }
	bool TryLock() { return ExTryToAcquireFastMutex(&m_mutex) != FALSE; }
	void Unlock() { ExReleaseFastMutex(&m_mutex); }

private:
	FAST_MUTEX m_mutex;
};

class MutexGuard {
public:
	explicit MutexGuard(FastMutex &mutex) : m_mutex(mutex) { m_mutex.Lock(); }
	~MutexGuard() { m_mutex.Unlock(); }
	MutexGuard(const MutexGuard &) = delete;
	MutexGuard &operator=(const MutexGuard &) = delete;

private:
	FastMutex &m_mutex;
};

template <typename TLock> struct Locker {
	Locker(TLock &lock) : m_lock(lock) { m_lock.Lock(); }
	~Locker() { m_lock.Unlock(); }

private:
	TLock &m_lock;
};

// A guard that may be told to release early.
class EarlyGuard {
public:
	EarlyGuard(PFAST_MUTEX mutex) : m_mutex(mutex) { ExAcquireFastMutex(m_mutex); }
	~EarlyGuard() { Release(); }
	void Release()
	{
		if (m_mutex != nullptr) {
			ExReleaseFastMutex(m_mutex);
			m_mutex = nullptr;
		}
	}

private:
	PFAST_MUTEX m_mutex;
};

namespace state {
FastMutex lock;
FAST_MUTEX raw;
KEVENT ready;
static ULONG count;
}

static NTSTATUS WaitForReady(PKEVENT event = &state::ready)
{
	return KeWaitForSingleObject(event, Executive, KernelMode, FALSE, nullptr);
}

extern "C" NTSTATUS GuardBad()
{
	MutexGuard guard(state::lock);
	if (state::count == 0) {
		return STATUS_NOT_FOUND;
	}
	return WaitForReady(); // want "`WaitForReady`|KeWaitForSingleObject"
}

NTSTATUS GuardScopeOk()
{
	{
		MutexGuard guard{state::lock};
		state::count++;
	}
	return WaitForReady();
}

NTSTATUS TemplateBad()
{
	Locker<FastMutex> guard(state::lock);
	return WaitForReady(); // want "fast mutex"
}

NTSTATUS DeducedBad()
{
	Locker guard(state::lock);
	return WaitForReady(); // want "fast mutex"
}

NTSTATUS TemplateScopeOk()
{
	if (Locker<FastMutex> guard(state::lock); state::count != 0) {
		state::count--;
	}
	return STATUS_SUCCESS;
}

void LoopOk()
{
	for (int i = 0; i < 4; i++) {
		MutexGuard guard(state::lock);
		if (state::count == 0) {
			continue;
		}
		if (state::count > 10) {
			break;
		}
		state::count++;
	}
	WaitForReady();
}

void LoopBad()
{
	for (int i = 0; i < 4; i++) {
		MutexGuard guard(state::lock);
		if (state::count == 0) {
			continue;
		}
		WaitForReady(); // want "fast mutex"
	}
}

// The guard has no name: its life ends with the expression.
NTSTATUS NamelessOk()
{
	MutexGuard(state::lock), state::count++;
	return WaitForReady();
}

NTSTATUS EarlyReleaseOk()
{
	EarlyGuard guard(&state::raw);
	state::count++;
	guard.Release();
	return WaitForReady();
}

NTSTATUS EarlyReleaseBad(bool release)
{
	EarlyGuard guard(&state::raw);
	if (release) {
		guard.Release();
		return STATUS_SUCCESS;
	}
	return WaitForReady(); // want "state::raw"
}

void TryOk()
{
	if (!state::lock.TryLock()) {
		WaitForReady();
		return;
	}
	state::lock.Unlock();
}

void TryBad()
{
	if (state::lock.TryLock()) {
		WaitForReady(); // want "fast mutex"
		state::lock.Unlock();
	}
}

class Channel {
public:
	NTSTATUS SendBad();
	NTSTATUS SendOk();

private:
	void Wait() { KeWaitForSingleObject(&m_done, Executive, KernelMode, FALSE, nullptr); }

	FastMutex m_lock;
	KEVENT m_done;
};

NTSTATUS Channel::SendBad()
{
	m_lock.Lock();
	Wait(); // want "m_lock"
	m_lock.Unlock();
	return STATUS_SUCCESS;
}

NTSTATUS Channel::SendOk()
{
	this->m_lock.Lock();
	this->m_lock.Unlock();
	Wait();
	return STATUS_SUCCESS;
}

static void WithReferenceBad(FastMutex &lock, KEVENT &event)
{
	FastMutex &same = lock;
	same.Lock();
	KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, nullptr); // want "KeWaitForSingleObject"
	lock.Unlock();
}

// A lambda that is only handed on does not run here.
typedef void (*CALLBACK)(PVOID);
void Queue(CALLBACK callback);

void LambdaOk()
{
	MutexGuard guard(state::lock);
	Queue([](PVOID context) { KeWaitForSingleObject(context, Executive, KernelMode, FALSE, nullptr); });
}

void LambdaBad()
{
	auto wait = [](PKEVENT event) { KeWaitForSingleObject(event, Executive, KernelMode, FALSE, nullptr); };
	MutexGuard guard(state::lock);
	wait(&state::ready); // want "fast mutex"
}

// The destructor of a member releases.
class Session {
public:
	Session() : m_guard(state::lock) {}
	ULONG Count() const { return state::count; }

private:
	MutexGuard m_guard;
};

NTSTATUS MemberGuardBad()
{
	Session session;
	return WaitForReady(); // want "fast mutex"
}

NTSTATUS MemberGuardOk()
{
	ULONG count;
	{
		Session session;
		count = session.Count();
	}
	return count == 0 ? STATUS_NOT_FOUND : WaitForReady();
}

// An object on the heap is destroyed by delete.
NTSTATUS HeapGuardOk()
{
	Session *session = new (NonPagedPoolNx) Session;
	delete session;
	return WaitForReady();
}

// A guard that is told by a class how to take and to release, and that may be moved.
struct FastKind {
	static void Take(FAST_MUTEX *mutex) { ExAcquireFastMutex(mutex); }
	static void Drop(FAST_MUTEX *mutex) { ExReleaseFastMutex(mutex); }
};

template <class Mutex, class Kind> class KindGuard {
public:
	explicit KindGuard(Mutex &mutex) noexcept : m_mutex(&mutex) { Kind::Take(m_mutex); }
	KindGuard(const KindGuard &) = delete;
	KindGuard(KindGuard &&other) noexcept : m_mutex(other.m_mutex) { other.m_mutex = nullptr; }
	~KindGuard()
	{
		if (m_mutex != nullptr)
			Kind::Drop(m_mutex);
	}
	void Release()
	{
		Kind::Drop(m_mutex);
		m_mutex = nullptr;
	}

private:
	Mutex *m_mutex;
};

static FAST_MUTEX kinds;
using FastGuard = KindGuard<FAST_MUTEX, FastKind>;

NTSTATUS KindGuardBad()
{
	FastGuard guard(kinds);
	return WaitForReady(); // want "fast mutex"
}

NTSTATUS KindGuardOk()
{
	FastGuard guard(kinds);
	guard.Release();
	return WaitForReady();
}

// What a function returns lives as long as the reference to it, or as the statement.
static FastGuard Enter()
{
	return FastGuard(kinds);
}

NTSTATUS ReturnedGuardBad()
{
	const FastGuard &guard = Enter();
	return WaitForReady(); // want "fast mutex"
}

// What an object holds that is returned is not carried over to who gets it: its destructor may do nothing.
NTSTATUS FP_ReturnedGuard()
{
	Enter();
	return WaitForReady(); // want "fast mutex"
}
