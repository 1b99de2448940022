// The callbacks of a minifilter's port run in the thread of the program that talks to it.
#include <fltKernel.h>

typedef struct _RULES {
    ERESOURCE Lock;
    ULONG Count;
} RULES;

static RULES Rules;

static VOID AddRule(VOID)
{
    ExAcquireResourceExclusiveLite(&Rules.Lock, TRUE);
    Rules.Count++;
    ExReleaseResourceLite(&Rules.Lock);
}

static NTSTATUS Connect(PFLT_PORT Client, PVOID Server, PVOID Context, ULONG Size, PVOID *Cookie)
{
    UNREFERENCED_PARAMETER(Client);
    UNREFERENCED_PARAMETER(Server);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Size);
    *Cookie = NULL;
    AddRule(); // want "ExAcquireResourceExclusiveLite.*through .AddRule."
    return STATUS_SUCCESS;
}

static VOID Disconnect(PVOID Cookie)
{
    UNREFERENCED_PARAMETER(Cookie);
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Rules.Lock, TRUE);
    Rules.Count = 0;
    ExReleaseResourceLite(&Rules.Lock);
    KeLeaveCriticalRegion();
}

NTSTATUS Listen(PFLT_FILTER Filter, POBJECT_ATTRIBUTES Attributes, PFLT_PORT *Port)
{
    return FltCreateCommunicationPort(Filter, Port, Attributes, NULL, Connect, Disconnect, NULL, 1);
}
