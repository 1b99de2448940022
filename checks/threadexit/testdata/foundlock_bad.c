// A thread that takes a lock which it found by itself: only the function that takes it has a name for it.
#include <ntddk.h>

extern PUCHAR Image;

static PUCHAR Find(PUCHAR from);

static BOOLEAN Scan(void)
{
    PUCHAR at = Find(Image);
    PERESOURCE cacheLock = (PERESOURCE)(at + 7 + *(PLONG)(at + 3));

    if (at == NULL) {
        return FALSE;
    }
    ExAcquireResourceExclusiveLite(cacheLock, TRUE);
    return TRUE;
}

static VOID Work(PVOID context)
{
    UNREFERENCED_PARAMETER(context);
    Scan();
} // want "`Work` returns while the thread holds `cacheLock`"

NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Work, driver);

    UNREFERENCED_PARAMETER(path);
    if (NT_SUCCESS(status)) {
        ZwClose(thread);
    }
    return status;
}
