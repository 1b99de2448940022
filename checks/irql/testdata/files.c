// Services for files, and pages that are mapped for user mode, at DISPATCH_LEVEL.
#include <ntifs.h>

static KSPIN_LOCK Guard;
static HANDLE Log;
static PMDL Pages;

static VOID WriteLine(PCHAR Line, ULONG Length)
{
    IO_STATUS_BLOCK status;

    ZwWriteFile(Log, NULL, NULL, NULL, &status, Line, Length, NULL, NULL);
}

static VOID UnderLock(VOID)
{
    KIRQL old;
    IO_STATUS_BLOCK status;
    CHAR text[4];

    KeAcquireSpinLock(&Guard, &old);
    WriteLine("x", 1); // want "`ZwWriteFile` is called at DISPATCH_LEVEL, set by `KeAcquireSpinLock`"
    ZwReadFile(Log, NULL, NULL, NULL, &status, text, sizeof(text), NULL, NULL); // want "`ZwReadFile` is called at DISPATCH_LEVEL"
    KeReleaseSpinLock(&Guard, old);
    WriteLine("y", 1);
}

static PVOID Map(KPROCESSOR_MODE Mode)
{
    return MmMapLockedPagesSpecifyCache(Pages, Mode, MmCached, NULL, FALSE, NormalPagePriority);
}

static PVOID MapUnderLock(BOOLEAN ForProgram)
{
    PVOID address;
    KIRQL old;

    KeAcquireSpinLock(&Guard, &old);
    if (ForProgram) {
        address = Map(UserMode); // want "`MmMapLockedPagesSpecifyCache` is called at DISPATCH_LEVEL"
    } else {
        address = Map(KernelMode);
    }
    KeReleaseSpinLock(&Guard, old);
    return address;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UnderLock();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    UnderLock();
    MapUnderLock(TRUE);
    MapUnderLock(FALSE);
    return STATUS_SUCCESS;
}
