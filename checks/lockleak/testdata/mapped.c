// Copies that can't raise an exception, and one that can.
#include <ntifs.h>

static ERESOURCE Lock;
static UCHAR Kept[64];

NTSTATUS MappedOk(PMDL Mdl)
{
    PVOID mapped = MmGetSystemAddressForMdlSafe(Mdl, NormalPagePriority);

    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Lock, TRUE);
    __try {
        if (mapped != NULL) {
            RtlCopyMemory(Kept, mapped, sizeof(Kept));
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    ExReleaseResourceLite(&Lock);
    KeLeaveCriticalRegion();
    return STATUS_SUCCESS;
}

NTSTATUS GivenBad(PVOID Address)
{
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Lock, TRUE);
    __try {
        RtlCopyMemory(Kept, Address, sizeof(Kept));
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode(); // want "`GivenBad`"
    }
    ExReleaseResourceLite(&Lock);
    KeLeaveCriticalRegion();
    return STATUS_SUCCESS;
}
