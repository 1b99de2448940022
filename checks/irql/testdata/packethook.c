// The filter hook of Windows XP sees packets at DISPATCH_LEVEL, too; its header is not here.
#include <ntddk.h>
#include <pfhook.h>

static KMUTEX Log;
static ULONG Seen;

static VOID Count(VOID)
{
    KeWaitForSingleObject(&Log, Executive, KernelMode, FALSE, NULL);
    Seen++;
    KeReleaseMutex(&Log, FALSE);
}

static PF_FORWARD_ACTION OnPacket(unsigned char *Header, unsigned char *Packet, unsigned int Length, unsigned int From, unsigned int To, unsigned long NextHop, unsigned long Gateway)
{
    UNREFERENCED_PARAMETER(Header);
    UNREFERENCED_PARAMETER(Packet);
    UNREFERENCED_PARAMETER(Length);
    UNREFERENCED_PARAMETER(From);
    UNREFERENCED_PARAMETER(To);
    UNREFERENCED_PARAMETER(NextHop);
    UNREFERENCED_PARAMETER(Gateway);
    Count(); // want "`KeWaitForSingleObject` may be called at DISPATCH_LEVEL, for the system calls `OnPacket`"
    return PF_PASS;
}

static VOID FillBad(PVOID Buffer)
{
    PPF_SET_EXTENSION_HOOK_INFO hook = (PPF_SET_EXTENSION_HOOK_INFO)Buffer;

    hook->ExtensionPointer = OnPacket;
}

static VOID FillOk(PVOID Buffer)
{
    PPF_SET_EXTENSION_HOOK_INFO hook = (PPF_SET_EXTENSION_HOOK_INFO)Buffer;

    hook->ExtensionPointer = NULL;
    Count();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    PF_SET_EXTENSION_HOOK_INFO info;

    UNREFERENCED_PARAMETER(Driver);
    UNREFERENCED_PARAMETER(Path);
    KeInitializeMutex(&Log, 0);
    FillBad(&info);
    FillOk(&info);
    return STATUS_SUCCESS;
}
