// The mutexes are taken and released by functions, macros and tables of the driver.
#include <ntddk.h>

typedef struct _CONFIG {
    FAST_MUTEX Lock;
    ULONG Flags;
} CONFIG, *PCONFIG;

typedef struct _SESSION {
    FAST_MUTEX Lock;
    PCONFIG Config;
    ULONG Users;
} SESSION, *PSESSION;

typedef struct _LOCK_ROUTINES {
    VOID (*Acquire)(PFAST_MUTEX Mutex);
    VOID (*Release)(PFAST_MUTEX Mutex);
} LOCK_ROUTINES;

#define LOCK(p)     ExAcquireFastMutex(&(p)->Lock)
#define UNLOCK(p)   do { ExReleaseFastMutex(&(p)->Lock); } while (0)

static LOCK_ROUTINES Routines = { ExAcquireFastMutex, ExReleaseFastMutex };

static VOID LockSession(PSESSION Session)
{
    ExAcquireFastMutex(&Session->Lock);
}

static VOID UnlockSession(PSESSION Session)
{
    ExReleaseFastMutex(&Session->Lock);
}

static VOID LockConfig(PCONFIG Config)
{
    ExAcquireFastMutex(&Config->Lock);
}

static VOID UnlockConfig(PCONFIG Config)
{
    ExReleaseFastMutex(&Config->Lock);
}

static VOID LockBoth(PSESSION Session, PCONFIG Config)
{
    ExAcquireFastMutex(&Session->Lock);
    ExAcquireFastMutex(&Config->Lock);
}

static VOID UnlockBoth(PSESSION Session, PCONFIG Config)
{
    ExReleaseFastMutex(&Config->Lock);
    ExReleaseFastMutex(&Session->Lock);
}

// Takes and releases: nothing is left of it.
static VOID CountSession(PSESSION Session)
{
    ExAcquireFastMutex(&Session->Lock);
    Session->Users++;
    ExReleaseFastMutex(&Session->Lock);
}

static BOOLEAN TryLockConfig(PCONFIG Config)
{
    if (!ExTryToAcquireFastMutex(&Config->Lock)) {
        return FALSE;
    }
    Config->Flags |= 1;
    return TRUE;
}

VOID HelpersBad(PSESSION session, PCONFIG config)
{
    LockSession(session);
    LockConfig(config);
    session->Users++;
    UnlockSession(session); // want "[sS]ession->Lock.*[cC]onfig->Lock"
    UnlockConfig(config);
}

VOID HalfHelpersBad(PSESSION session, PCONFIG config)
{
    LockSession(session);
    ExAcquireFastMutex(&config->Lock);
    ExReleaseFastMutex(&session->Lock); // want "[sS]ession->Lock.*config->Lock"
    UnlockConfig(config);
}

VOID BothBad(PSESSION session, PCONFIG config)
{
    LockBoth(session, config);
    UnlockSession(session); // want "[sS]ession->Lock.*[cC]onfig->Lock"
    UnlockConfig(config);
}

VOID MacroBad(PSESSION session, PCONFIG config)
{
    LOCK(session);
    LOCK(config);
    UNLOCK(session); // want "session.*Lock.*config.*Lock"
    UNLOCK(config);
}

VOID TableBad(PSESSION session, PCONFIG config)
{
    Routines.Acquire(&session->Lock);
    Routines.Acquire(&config->Lock);
    Routines.Release(&session->Lock); // want "session->Lock.*config->Lock"
    Routines.Release(&config->Lock);
}

VOID TryHelperBad(PSESSION session, PCONFIG config)
{
    LockSession(session);
    if (TryLockConfig(config)) {
        UnlockSession(session); // want "[sS]ession->Lock.*[cC]onfig->Lock"
        UnlockConfig(config);
        return;
    }
    UnlockSession(session);
}

VOID FieldBad(PSESSION session)
{
    LockSession(session);
    LockConfig(session->Config);
    UnlockSession(session); // want "[sS]ession->Lock.*Config->Lock"
    UnlockConfig(session->Config);
}

VOID HelpersOk(PSESSION session, PCONFIG config)
{
    LockSession(session);
    LockConfig(config);
    session->Users++;
    UnlockConfig(config);
    UnlockSession(session);
}

VOID BothOk(PSESSION session, PCONFIG config)
{
    LockBoth(session, config);
    session->Users++;
    UnlockBoth(session, config);
}

VOID MacroOk(PSESSION session, PCONFIG config)
{
    LOCK(session);
    LOCK(config);
    UNLOCK(config);
    UNLOCK(session);
}

VOID TableOk(PSESSION session, PCONFIG config)
{
    Routines.Acquire(&session->Lock);
    Routines.Acquire(&config->Lock);
    Routines.Release(&config->Lock);
    Routines.Release(&session->Lock);
}

VOID InnerHelperOk(PSESSION session, PCONFIG config)
{
    LockConfig(config);
    CountSession(session);
    UnlockConfig(config);
}

VOID OneAfterTheOtherOk(PSESSION session, PCONFIG config)
{
    LockSession(session);
    session->Users++;
    UnlockSession(session);
    LockConfig(config);
    config->Flags = session->Users;
    UnlockConfig(config);
}

// Hands the session over to the caller with its lock held; the configuration was the inner one.
VOID HandOverOk(PSESSION session, PCONFIG config)
{
    LockSession(session);
    LockConfig(config);
    config->Flags |= 2;
    UnlockConfig(config);
    session->Users++;
}

VOID TryHelperOk(PSESSION session, PCONFIG config)
{
    LockSession(session);
    if (TryLockConfig(config)) {
        UnlockConfig(config);
    }
    UnlockSession(session);
}

VOID FieldOk(PSESSION session)
{
    PCONFIG config = session->Config;

    LockSession(session);
    LockConfig(config);
    UnlockConfig(session->Config);
    UnlockSession(session);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    return STATUS_SUCCESS;
}
