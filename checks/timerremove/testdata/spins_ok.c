// A DPC on each processor, whose end the function waits for by a count.
#include <ntddk.h>

static volatile LONG Done;

static VOID OnEach(PKDPC D, PVOID Context, PVOID First, PVOID Second)
{
    DbgPrint("%p %p %p %p", D, Context, First, Second);
    InterlockedIncrement(&Done);
}

static VOID Everywhere(VOID)
{
    CCHAR i;
    PKDPC list = ExAllocatePoolWithTag(NonPagedPoolNx, 4 * sizeof(KDPC), 'scpd');

    if (list == NULL) {
        return;
    }
    for (i = 0; i < 4; i++) {
        KeInitializeDpc(&list[i], OnEach, NULL);
        KeSetTargetProcessorDpc(&list[i], i);
        KeInsertQueueDpc(&list[i], NULL, NULL);
    }
    while (InterlockedCompareExchange(&Done, 4, 4) != 4) {
        YieldProcessor();
    }
    ExFreePoolWithTag(list, 'scpd');
}

static VOID Unload(PDRIVER_OBJECT DriverObject) { UNREFERENCED_PARAMETER(DriverObject); }

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);

    Everywhere();
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
