#pragma once
#include <ntddk.h>

NTSTATUS EngineStart(VOID);
VOID EngineStop(VOID);
