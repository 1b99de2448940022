// The level is control register 8 of the processor.
#include <ntddk.h>
#include <intrin.h>

NTSTATUS RestoredOk(HANDLE File, PVOID Address)
{
    KIRQL old = (KIRQL)__readcr8();

    KeRaiseIrqlToDpcLevel();
    if (Address == NULL) {
        __writecr8(old);
        return STATUS_INVALID_PARAMETER;
    }
    __writecr8(old);
    return ZwClose(File);
}

NTSTATUS RaisedBad(HANDLE File)
{
    NTSTATUS status;
    ULONG64 old = __readcr8();

    __writecr8(DISPATCH_LEVEL);
    status = ZwClose(File); // want "`ZwClose` is called at DISPATCH_LEVEL, set by `__writecr8`"
    __writecr8(old);
    return status;
}

// How long a list is stands in its header, and whether an address is valid in the page tables.
USHORT DepthOk(PSLIST_HEADER List)
{
    USHORT depth;
    KIRQL old;

    KeRaiseIrql(HIGH_LEVEL, &old);
    depth = MmIsAddressValid(List) ? ExQueryDepthSList(List) : 0;
    KeLowerIrql(old);
    return depth;
}

// Tracers walk the stack wherever they are called.
USHORT StackOk(PVOID *Frames)
{
    USHORT count;
    KIRQL old;

    KeRaiseIrql(HIGH_LEVEL, &old);
    count = RtlCaptureStackBackTrace(0, 8, Frames, NULL);
    KeLowerIrql(old);
    return count;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    DepthOk(NULL);
    StackOk(NULL);
    RestoredOk(NULL, DriverObject);
    return RaisedBad(NULL);
}
