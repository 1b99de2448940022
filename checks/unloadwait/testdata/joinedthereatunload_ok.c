// The function that makes the thread waits for it, and teardown calls that function too,
// on some paths only: what it runs has ended with it.
#include <ntddk.h>

static ULONG Entry;

static VOID OnProcessor(PVOID Context)
{
    KeSetSystemAffinityThread(*(PKAFFINITY)Context);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID EachProcessor(KAFFINITY Active)
{
    KAFFINITY one;

    for (one = 1; one != 0 && one <= Active; one <<= 1) {
        HANDLE handle;
        PVOID object;

        if (!NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, OnProcessor, &one))) {
            continue;
        }
        if (NT_SUCCESS(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &object, NULL))) {
            KeWaitForSingleObject(object, Executive, KernelMode, FALSE, NULL);
            ObDereferenceObject(object);
        }
        ZwClose(handle);
    }
}

static VOID Measure(PUNICODE_STRING Name)
{
    Entry = Name->Length;
}

static BOOLEAN Restore(VOID)
{
    if (Entry == 0) {
        return FALSE;
    }
    EachProcessor(KeQueryActiveProcessors());
    return TRUE;
}

static VOID UnloadOk(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    Restore();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    Measure(RegistryPath);
    DriverObject->DriverUnload = UnloadOk;
    EachProcessor(1);
    return STATUS_SUCCESS;
}
