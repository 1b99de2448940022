// Waits that are given something else than the thread's object.
#include <ntddk.h>

static HANDLE Plain;
static PVOID Object;
static HANDLE Handed;
static KEVENT Stop;

static VOID RunPlain(PVOID Context) { UNREFERENCED_PARAMETER(Context); KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL); }
static VOID RunObject(PVOID Context) { UNREFERENCED_PARAMETER(Context); KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL); }
static VOID RunHanded(PVOID Context) { UNREFERENCED_PARAMETER(Context); KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, NULL); }

static VOID WaitFor(HANDLE Thread)
{
    KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, NULL); // want "does not wait for the system thread `RunHanded`"
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    HANDLE copy = Plain;

    UNREFERENCED_PARAMETER(DriverObject);
    KeSetEvent(&Stop, 0, FALSE);
    KeWaitForSingleObject(copy, Executive, KernelMode, FALSE, NULL); // want "does not wait for the system thread `RunPlain`.*its handle"
    KeWaitForSingleObject(&Object, Executive, KernelMode, FALSE, NULL); // want "does not wait for the system thread `RunObject`"
    WaitFor(Handed);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE handle;

    UNREFERENCED_PARAMETER(RegistryPath);
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    DriverObject->DriverUnload = Unload;
    PsCreateSystemThread(&Plain, THREAD_ALL_ACCESS, NULL, NULL, NULL, RunPlain, NULL);
    PsCreateSystemThread(&Handed, THREAD_ALL_ACCESS, NULL, NULL, NULL, RunHanded, NULL);
    if (NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, RunObject, NULL))) {
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &Object, NULL);
        ZwClose(handle);
    }
    return STATUS_SUCCESS;
}
