#include "locks.h"

FAST_MUTEX ListMutex;
FAST_MUTEX StatMutex;

VOID EnterList(VOID)
{
    ExAcquireFastMutex(&ListMutex);
}

VOID LeaveList(VOID)
{
    ExReleaseFastMutex(&ListMutex);
}

VOID EnterStat(VOID)
{
    ExAcquireFastMutex(&StatMutex);
}

VOID LeaveStat(VOID)
{
    ExReleaseFastMutex(&StatMutex);
}
