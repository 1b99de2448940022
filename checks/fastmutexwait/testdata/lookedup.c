/* Both ends of the mutex look up what it lies in: callers have no name for it. */
#include <ntddk.h>

typedef struct _SETTINGS {
	KGUARDED_MUTEX Lock;
	ULONG Count;
} SETTINGS;

static ULONG_PTR Hidden;
static ULONG_PTR Mask;
static KEVENT Changed;

static SETTINGS *Reveal(VOID)
{
	ULONG_PTR plain = Hidden ^ Mask;
	Mask = __rdtsc();
	Hidden = plain ^ Mask;
	return (SETTINGS *)plain;
}

static VOID LockSettings(VOID) { KeAcquireGuardedMutex(&Reveal()->Lock); }

static VOID UnlockSettings(VOID) { KeReleaseGuardedMutex(&Reveal()->Lock); }

VOID ReloadBad(VOID)
{
	LockSettings();
	KeWaitForSingleObject(&Changed, Executive, KernelMode, FALSE, NULL); // want "can block here while the guarded mutex"
	UnlockSettings();
}

static VOID Bump(VOID)
{
	LockSettings();
	Reveal()->Count++;
	UnlockSettings();
}

VOID ReloadOk(VOID)
{
	Bump();
	KeWaitForSingleObject(&Changed, Executive, KernelMode, FALSE, NULL);
}

static SETTINGS *Nth(ULONG n)
{
	return (SETTINGS *)(Hidden ^ n);
}

VOID PickBad(ULONG n, SETTINGS *own)
{
	KeAcquireGuardedMutex(n ? &own->Lock : &Nth(n)->Lock);
	KeWaitForSingleObject(&Changed, Executive, KernelMode, FALSE, NULL); // want "the guarded mutex `\(…\)` is held"
	KeReleaseGuardedMutex(n ? &own->Lock : &Nth(n)->Lock);
}

VOID NthBad(ULONG n)
{
	KeAcquireGuardedMutex(&Nth(n)->Lock);
	KeWaitForSingleObject(&Changed, Executive, KernelMode, FALSE, NULL); // want "the guarded mutex `Nth\(…\)->Lock` is held"
	KeReleaseGuardedMutex(&Nth(n)->Lock);
}
