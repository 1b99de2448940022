// A flag that is set when the thread runs, and a start and a stop routine used from everywhere.
#include <ntddk.h>

typedef struct _T {
    PKTHREAD Thread;
    HANDLE Handle;
    KEVENT Stop;
    BOOLEAN Running;
    PVOID Obj[2];
} T, *PT;

static T g;

static VOID Worker(PVOID c)
{
    PT t = c;
    KeWaitForSingleObject(&t->Stop, Executive, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(0);
}

static NTSTATUS Start(PT t)
{
    HANDLE h;
    NTSTATUS s;
    KeInitializeEvent(&t->Stop, NotificationEvent, FALSE);
    s = PsCreateSystemThread(&h, THREAD_ALL_ACCESS, NULL, NULL, NULL, Worker, t);
    if (!NT_SUCCESS(s)) {
        return s;
    }
    s = ObReferenceObjectByHandle(h, THREAD_ALL_ACCESS, NULL, KernelMode, (PVOID *)&t->Thread, NULL);
    ZwClose(h);
    if (NT_SUCCESS(s)) {
        t->Running = TRUE;
    }
    return s;
}

static VOID StopIt(PT t)
{
    if (!t->Running) {
        return;
    }
    KeSetEvent(&t->Stop, 0, FALSE);
    KeWaitForSingleObject(t->Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(t->Thread);
    t->Running = FALSE;
}

static VOID Unload(PDRIVER_OBJECT d)
{
    StopIt(&g);
    if (d->DeviceObject) {
        IoDeleteDevice(d->DeviceObject);
    }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p)
{
    NTSTATUS s;
    PDEVICE_OBJECT dev;
    s = IoCreateDevice(d, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &dev);
    if (!NT_SUCCESS(s)) {
        return s;
    }
    s = Start(&g);
    if (!NT_SUCCESS(s)) {
        IoDeleteDevice(dev);
        return s;
    }
    s = IoRegisterShutdownNotification(dev);
    if (!NT_SUCCESS(s)) {
        StopIt(&g);
        IoDeleteDevice(dev);
        return s;
    }
    d->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
