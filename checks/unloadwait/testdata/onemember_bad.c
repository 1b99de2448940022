// The handles of both threads are kept in one member of two objects: the wait for the reader
// does not count for the writer.
#include <ntddk.h>

typedef struct _WORKER {
    HANDLE Handle;
    KEVENT Stop;
} WORKER, *PWORKER;

static WORKER Reader, Writer;

static VOID Read(PVOID Context)
{
    KeWaitForSingleObject(&Reader.Stop, Executive, KernelMode, FALSE, NULL);
}

static VOID Write(PVOID Context)
{
    KeWaitForSingleObject(&Writer.Stop, Executive, KernelMode, FALSE, NULL);
}

static VOID Unload(PDRIVER_OBJECT DriverObject) // want "`Write` still runs"
{
    UNREFERENCED_PARAMETER(DriverObject);
    KeSetEvent(&Reader.Stop, 0, FALSE);
    KeSetEvent(&Writer.Stop, 0, FALSE);
    ZwWaitForSingleObject(Reader.Handle, FALSE, NULL);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    KeInitializeEvent(&Reader.Stop, NotificationEvent, FALSE);
    KeInitializeEvent(&Writer.Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = Unload;
    PsCreateSystemThread(&Reader.Handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Read, NULL);
    PsCreateSystemThread(&Writer.Handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Write, NULL);
    return STATUS_SUCCESS;
}
