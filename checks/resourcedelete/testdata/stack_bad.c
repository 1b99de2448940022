// A resource that lies on the stack of the function that initializes it.
#include <ntddk.h>

static ULONG Sum(VOID)
{
    ERESOURCE lock;

    ExInitializeResourceLite(&lock); // want "`Sum` returns with the resource `lock` still in a list of the system"
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&lock, TRUE);
    ExReleaseResourceLite(&lock);
    KeLeaveCriticalRegion();
    return 0;
}

static VOID Forget(PERESOURCE Lock)
{
    ExDeleteResourceLite(Lock);
}

static VOID SumOk(VOID)
{
    ERESOURCE lock;
    ERESOURCE other;

    ExInitializeResourceLite(&lock);
    ExInitializeResourceLite(&other);
    ExDeleteResourceLite(&other);
    Forget(&lock);
}

static VOID ServeOk(PVOID Context)
{
    ERESOURCE lock;

    UNREFERENCED_PARAMETER(Context);
    ExInitializeResourceLite(&lock);
    for (;;) {
        ExAcquireResourceExclusiveLite(&lock, TRUE);
        ExReleaseResourceLite(&lock);
    }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE thread;

    UNREFERENCED_PARAMETER(RegistryPath);
    UNREFERENCED_PARAMETER(DriverObject);
    SumOk();
    Sum();
    return PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, ServeOk, NULL);
}
