/* A guard that keeps the level where no parameter leads: its annotations say what templates of
   which the text is not here do. */
#include <ntddk.h>

typedef struct _SPOOLER {
	KSPIN_LOCK Lock;
	LIST_ENTRY Jobs;
} SPOOLER;

template <typename T> void TakeFrom(T *Where);
template <typename T> void GiveBackTo(T *Where);

template <typename T> class Keeper {
public:
	_IRQL_raises_(DISPATCH_LEVEL)
	_IRQL_saves_global_(SpinLock, Kept)
	explicit Keeper(T *Where) : Kept(Where) { TakeFrom(Kept); }

	_IRQL_requires_(DISPATCH_LEVEL)
	_IRQL_restores_global_(SpinLock, Kept)
	~Keeper() { GiveBackTo(Kept); }

private:
	T *Kept;
};

_IRQL_requires_same_
_IRQL_requires_max_(DISPATCH_LEVEL)
BOOLEAN SpoolerIsIdleOk(SPOOLER *Spooler)
{
	Keeper<KSPIN_LOCK> keeper(&Spooler->Lock);
	return IsListEmpty(&Spooler->Jobs);
}

/* The same level is promised, and nobody gives it back. */
_IRQL_requires_same_
_IRQL_requires_max_(APC_LEVEL)
BOOLEAN SpoolerLooksBad(SPOOLER *Spooler)
{
	KIRQL old;
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	return IsListEmpty(&Spooler->Jobs); // want "promises to return at the IRQL"
}
