// More conditions of one call than are told apart: the last one stands for the rest.
#include <ntddk.h>

FAST_MUTEX First;
KEVENT Ready;
VOID Note(ULONG Mode);

static VOID Below(ULONG Mode)
{
    if (Mode == 1) Note(11);
    else if (Mode == 2) Note(12);
    else if (Mode == 3) Note(13);
    else if (Mode == 4) Note(14);
    else if (Mode == 5) Note(15);
    else if (Mode == 6) Note(16);
    else if (Mode == 7) Note(17);
    else if (Mode == 8) Note(18);
    else if (Mode == 9) Note(19);
    else return;
    KeWaitForSingleObject(&Ready, Executive, KernelMode, FALSE, NULL);
}

VOID FirstBad(VOID)
{
    ExAcquireFastMutex(&First);
    Below(1); // want "`KeWaitForSingleObject` can block here .through `Below`."
    ExReleaseFastMutex(&First);
}

VOID LastBad(VOID)
{
    ExAcquireFastMutex(&First);
    Below(9); // want "`KeWaitForSingleObject` can block here .through `Below`."
    ExReleaseFastMutex(&First);
}

VOID NoneOk(VOID)
{
    ExAcquireFastMutex(&First);
    Below(0);
    ExReleaseFastMutex(&First);
}
