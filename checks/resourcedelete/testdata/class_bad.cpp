// A class with a method that should delete, which nobody calls.
#include <ntddk.h>

class Table {
public:
    NTSTATUS Initialize() { return ExInitializeResourceLite(&lock_); } // want "nothing in the driver deletes the resource `this->lock_`"
    void Use()
    {
        ExEnterCriticalRegionAndAcquireResourceExclusive(&lock_);
        count_++;
        ExReleaseResourceAndLeaveCriticalRegion(&lock_);
    }

private:
    ERESOURCE lock_;
    ULONG count_;
};

static Table *g_table;

extern "C" void Unload(PDRIVER_OBJECT)
{
    ExFreePoolWithTag(g_table, 'lbaT');
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING)
{
    driver->DriverUnload = Unload;
    g_table = static_cast<Table *>(ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(Table), 'lbaT'));
    if (!g_table)
        return STATUS_NO_MEMORY;
    g_table->Use();
    return g_table->Initialize();
}
