// A threaded DPC that is declared as any DPC is: it runs at PASSIVE_LEVEL where the system allows it.
#include <ntddk.h>

KDEFERRED_ROUTINE ThreadedOk;
KDEFERRED_ROUTINE OrdinaryBad;
#pragma alloc_text(PAGE, ThreadedOk)
#pragma alloc_text(PAGE, OrdinaryBad)

static KDPC Threaded, Ordinary;

VOID ThreadedOk(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);
    DbgPrint("%p", Context);
}

VOID OrdinaryBad(PKDPC Dpc, PVOID Context, PVOID First, PVOID Second) // want "the system calls `OrdinaryBad` as a DPC, at DISPATCH_LEVEL, but it lies in a section that can be paged out"
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(First);
    UNREFERENCED_PARAMETER(Second);
    DbgPrint("%p", Context);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    KeInitializeThreadedDpc(&Threaded, ThreadedOk, NULL);
    KeInsertQueueDpc(&Threaded, NULL, NULL);
    KeInitializeDpc(&Ordinary, OrdinaryBad, NULL);
    KeInsertQueueDpc(&Ordinary, NULL, NULL);
    return STATUS_SUCCESS;
}
