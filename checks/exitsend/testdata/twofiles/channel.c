#include "channel.h"

PFLT_FILTER Filter;
PFLT_PORT ClientPort;

static VOID QueuedSend(PVOID Context)
{
    HANDLE id = (HANDLE)Context;

    FltSendMessage(Filter, &ClientPort, &id, sizeof(id), NULL, NULL, NULL);
}

NTSTATUS ChannelSend(KIND Kind, HANDLE Id)
{
    struct { KIND Kind; HANDLE Id; } message;

    message.Kind = Kind;
    message.Id = Id;
    return FltSendMessage(Filter, &ClientPort, &message, sizeof(message), NULL, NULL, NULL);
}

NTSTATUS ChannelSendCreate(BOOLEAN Create, HANDLE Id)
{
    if (Create) {
        return ChannelSend(KindCreate, Id);
    }
    return STATUS_NOT_SUPPORTED;
}

VOID ChannelQueue(HANDLE Id)
{
    static WORK_QUEUE_ITEM item;

    ExInitializeWorkItem(&item, QueuedSend, Id);
    ExQueueWorkItem(&item, DelayedWorkQueue);
}
