#pragma once
#include <ntddk.h>

extern FAST_MUTEX ListMutex;
extern FAST_MUTEX StatMutex;

VOID EnterList(VOID);
VOID LeaveList(VOID);
VOID EnterStat(VOID);
VOID LeaveStat(VOID);
