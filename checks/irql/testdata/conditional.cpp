// What annotations say of the level for some arguments only, of the methods of a class and of a type of functions.
#include <ntddk.h>

class Device {
public:
	_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS Open();
	_When_(Wait, _IRQL_requires_(PASSIVE_LEVEL))
	_When_(!Wait && Tries <= 1, _IRQL_requires_max_(DISPATCH_LEVEL))
	void Take(_In_ BOOLEAN Wait, _When_(Wait, _In_) ULONG Tries);
	__drv_when(Flags & 1, __drv_maxIRQL(APC_LEVEL)) NTSTATUS Start(ULONG Flags);
	_When_(Name == NULL || Length > 8, _IRQL_requires_max_(APC_LEVEL)) void Rename(PCWSTR Name, ULONG Length);
	_When_(Held != FALSE, _IRQL_requires_min_(DISPATCH_LEVEL)) void Queue(BOOLEAN Held);
};

typedef _IRQL_requires_max_(APC_LEVEL) VOID WORK(PVOID Context);
WORK Work;

_When_(return != FALSE, _IRQL_raises_(DISPATCH_LEVEL) _IRQL_saves_)
BOOLEAN TryToTake(PKIRQL Old);

static KSPIN_LOCK g_lock;

void UnderALockBad(Device *device, PCWSTR name)
{
	KIRQL old;

	KeAcquireSpinLock(&g_lock, &old);
	device->Open(); // want "`Device::Open` is called at DISPATCH_LEVEL"
	device->Take(TRUE, 0); // want "`Device::Take` is called at DISPATCH_LEVEL"
	device->Start(3); // want "`Device::Start` is called at DISPATCH_LEVEL"
	device->Rename(name, 9); // want "`Device::Rename` is called at DISPATCH_LEVEL"
	Work(nullptr); // want "`Work` is called at DISPATCH_LEVEL"
	KeReleaseSpinLock(&g_lock, old);
}

void UnderALockOk(Device *device, PCWSTR name, BOOLEAN wait)
{
	KIRQL old;

	KeAcquireSpinLock(&g_lock, &old);
	device->Take(FALSE, 0);
	device->Take(wait, 0); // nobody knows
	device->Start(2);
	device->Rename(name, 8);
	device->Queue(TRUE);
	KeReleaseSpinLock(&g_lock, old);
}

_IRQL_requires_max_(PASSIVE_LEVEL)
void TooLowBad(Device *device)
{
	device->Queue(FALSE);
	device->Queue(TRUE); // want "`Device::Queue` is called at PASSIVE_LEVEL"
}

// Behind what raises by its result the level is not known.
_IRQL_requires_max_(PASSIVE_LEVEL)
void TriedOk(void)
{
	KIRQL old;

	if (TryToTake(&old)) {
		KeAcquireSpinLockAtDpcLevel(&g_lock);
		KeReleaseSpinLockFromDpcLevel(&g_lock);
		KeLowerIrql(old);
	}
}
