// Virtual calls run the one method that the driver has for them.

#include <ntddk.h>

static FAST_MUTEX g_lock;
static KEVENT g_ready;

static void Wait() { KeWaitForSingleObject(&g_ready, Executive, KernelMode, FALSE, nullptr); }

// An interface, the one class that has it, and another without objects of its own.
struct Sink {
	virtual ~Sink() {}
	virtual void Put(ULONG n) = 0;
	virtual void Put(PCSTR text) = 0;
	virtual void Flush() const { Wait(); }
};

struct Buffered : Sink {
	void Put(ULONG n) override = 0;
	void Flush() const override {}
};

class FileSink final : public Buffered {
public:
	~FileSink() { Wait(); }
	void Put(ULONG) override { Wait(); }
	void Put(PCSTR) override {}
};

void InterfaceBad(Sink *sink)
{
	ExAcquireFastMutex(&g_lock);
	sink->Put(1ul); // want "can block here .through `FileSink::Put\(ULONG\)`. while the fast mutex `g_lock` is held"
	ExReleaseFastMutex(&g_lock);
}

void OverloadOk(Sink *sink)
{
	ExAcquireFastMutex(&g_lock);
	sink->Put("text");
	ExReleaseFastMutex(&g_lock);
}

void InheritedOk(Sink *sink)
{
	ExAcquireFastMutex(&g_lock);
	sink->Flush();
	ExReleaseFastMutex(&g_lock);
}

void DeleteBad(Sink *sink)
{
	ExAcquireFastMutex(&g_lock);
	delete sink; // want "can block here .through `FileSink::~FileSink`"
	ExReleaseFastMutex(&g_lock);
}

// Of two implementations it is not known which is meant, but for an object that is named, and for
// one of a class of which there is one alone.
struct Stage {
	virtual void Run() = 0;
	void RunLocked();
};

struct Slow : Stage {
	void Run() override { Wait(); }
};

struct Quick : Stage {
	void Run() override {}
};

struct Slower : Slow {};

void Stage::RunLocked()
{
	ExAcquireFastMutex(&g_lock);
	Run();
	ExReleaseFastMutex(&g_lock);
}

void SeveralOk(Stage &stage)
{
	ExAcquireFastMutex(&g_lock);
	stage.Run();
	ExReleaseFastMutex(&g_lock);
}

void ObjectBad()
{
	Slower slow;
	Quick quick;
	ExAcquireFastMutex(&g_lock);
	quick.Run();
	slow.Run(); // want "can block here .through `Slow::Run`"
	ExReleaseFastMutex(&g_lock);
}

void NarrowBad(Slower *slow)
{
	ExAcquireFastMutex(&g_lock);
	slow->Run(); // want "can block here .through `Slow::Run`"
	ExReleaseFastMutex(&g_lock);
}

// Templates: of the interface, of the class that has it, and of its base.
namespace {

template <class T> struct Queue {
	virtual void Push(T *item) = 0;
	virtual ULONG Length() const { return 0; }
};

template <class Base> class Counted : public Base {
public:
	void Push(LONG *) override
	{
		m_count++;
		Wait();
	}
	ULONG Length() const override { return m_count; }

private:
	ULONG m_count = 0;
};

Counted<Queue<LONG>> g_counted;

} // namespace

void TemplateBad(Queue<LONG> *queue)
{
	ExAcquireFastMutex(&g_lock);
	queue->Push(nullptr); // want "can block here .through `Counted<Queue<long>>::Push`"
	ExReleaseFastMutex(&g_lock);
}

void TemplateOk(Queue<LONG> *queue)
{
	ExAcquireFastMutex(&g_lock);
	queue->Length();
	ExReleaseFastMutex(&g_lock);
}

// A lock behind an interface is taken and released by the methods that the driver has.
struct Lockable {
	virtual void Lock() = 0;
	virtual void Unlock() = 0;
};

struct Mutex : Lockable {
	FAST_MUTEX m_mutex;
	void Lock() override { ExAcquireFastMutex(&m_mutex); }
	void Unlock() override { ExReleaseFastMutex(&m_mutex); }
};

void LockBad(Lockable &lock)
{
	lock.Lock();
	Wait(); // want "can block here .through `Wait`. while the fast mutex"
	lock.Unlock();
}

void LockOk(Lockable &lock)
{
	lock.Lock();
	lock.Unlock();
	Wait();
}
