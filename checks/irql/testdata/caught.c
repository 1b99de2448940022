// Exceptions that a function raises for its own handler.
#include <ntddk.h>

BOOLEAN Enable(ULONG Processor);
VOID Log(PCSTR Text);

// The handler lowers the level first: what leads to it is resident.
BOOLEAN EnableAll(ULONG Count)
{
    KIRQL old = 0;
    ULONG i;

    __try {
        for (i = 0; i < Count; i++) {
            old = KeRaiseIrqlToDpcLevel();
            if (!Enable(i))
                ExRaiseStatus(STATUS_UNSUCCESSFUL);
            KeLowerIrql(old);
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        KeLowerIrql(old);
        return FALSE;
    }
    return TRUE;
}

// Who calls it gets the exception at DISPATCH_LEVEL.
VOID EnableOneBad(ULONG Processor)
{
    KIRQL old = KeRaiseIrqlToDpcLevel();

    if (!Enable(Processor))
        ExRaiseStatus(STATUS_UNSUCCESSFUL); // want "`ExRaiseStatus` is called at DISPATCH_LEVEL"
    KeLowerIrql(old);
}

// The handler stays at the level.
BOOLEAN EnableStaysBad(ULONG Processor)
{
    KIRQL old = KeRaiseIrqlToDpcLevel();
    BOOLEAN done = FALSE;

    __try {
        if (!Enable(Processor))
            ExRaiseStatus(STATUS_UNSUCCESSFUL); // want "`ExRaiseStatus` is called at DISPATCH_LEVEL"
        KeLowerIrql(old);
        done = TRUE;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        done = FALSE;
    }
    return done;
}

// Nor does it lower the level on each way.
BOOLEAN EnableAtTimesBad(ULONG Processor, BOOLEAN Quiet)
{
    KIRQL old = KeRaiseIrqlToDpcLevel();

    __try {
        if (!Enable(Processor))
            ExRaiseStatus(STATUS_UNSUCCESSFUL); // want "`ExRaiseStatus` is called at DISPATCH_LEVEL"
        KeLowerIrql(old);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        if (Quiet)
            return FALSE;
        KeLowerIrql(old);
        Log("failed");
        return FALSE;
    }
    return TRUE;
}

// What waits in the body does not raise.
BOOLEAN WaitsBad(PKEVENT Event)
{
    KIRQL old = KeRaiseIrqlToDpcLevel();

    __try {
        KeWaitForSingleObject(Event, Executive, KernelMode, FALSE, NULL); // want "`KeWaitForSingleObject` is called at DISPATCH_LEVEL"
        KeLowerIrql(old);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        KeLowerIrql(old);
        return FALSE;
    }
    return TRUE;
}
