#pragma once
#include <fltKernel.h>

extern PFLT_FILTER Filter;
extern PFLT_PORT ClientPort;

typedef enum _KIND { KindCreate, KindExit } KIND;

NTSTATUS ChannelSend(KIND Kind, HANDLE Id);
NTSTATUS ChannelSendCreate(BOOLEAN Create, HANDLE Id);
VOID ChannelQueue(HANDLE Id);
