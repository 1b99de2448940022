// More conditions of one call than are told apart: the last one stands for the rest.
#include <ntddk.h>

VOID Note(ULONG Mode);

static PVOID Buffers[8];

static VOID Freed(ULONG Mode)
{
    if (Mode == 1) Note(11);
    else if (Mode == 2) Note(12);
    else if (Mode == 3) Note(13);
    else if (Mode == 4) Note(14);
    else if (Mode == 5) Note(15);
    else return;
    ExFreePool(Buffers[0]);
}

VOID LastBad(VOID)
{
    KIRQL old;
    KeRaiseIrql(HIGH_LEVEL, &old);
    Freed(5); // want "`ExFreePool` is called at HIGH_LEVEL"
    KeLowerIrql(old);
}

VOID NoneOk(VOID)
{
    KIRQL old;
    KeRaiseIrql(HIGH_LEVEL, &old);
    Freed(0);
    KeLowerIrql(old);
}
