// Guards release in the reverse order of their declaration, whatever the way out.

#include <ntddk.h>

class Guard {
public:
	explicit Guard(FAST_MUTEX &mutex) : m_mutex(&mutex) { ExAcquireFastMutex(m_mutex); }
	~Guard()
	{
		if (m_mutex) {
			ExReleaseFastMutex(m_mutex);
		}
	}
	void Release()
	{
		ExReleaseFastMutex(m_mutex);
		m_mutex = nullptr;
	}

private:
	PFAST_MUTEX m_mutex;
};

static FAST_MUTEX first;
static FAST_MUTEX second;

bool NestedOk(bool early)
{
	Guard outer(first);
	Guard inner(second);
	if (early) {
		return false;
	}
	return true;
}

void EarlyInnerOk()
{
	Guard outer(first);
	Guard inner(second);
	inner.Release();
}

void EarlyOuterBad()
{
	Guard outer(first);
	Guard inner(second);
	outer.Release(); // want "first.*second"
}

struct Pair {
	FAST_MUTEX a, b;
	void Take() { ExAcquireFastMutex(&a); ExAcquireFastMutex(&b); }
	void DropBad() { ExReleaseFastMutex(&a); ExReleaseFastMutex(&b); }
	void DropOk() { ExReleaseFastMutex(&b); ExReleaseFastMutex(&a); }
};

void PairBad(Pair *pair)
{
	pair->Take();
	pair->DropBad(); // want "pair->a.*pair->b"
}

void PairOk(Pair &pair)
{
	pair.Take();
	pair.DropOk();
}
