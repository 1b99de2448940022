// Copies that can't raise an exception, and some that can.
#include <ntifs.h>

static PVOID Map(PMDL Mdl)
{
    PVOID address = NULL;

    if (Mdl != NULL) {
        address = MmMapLockedPagesSpecifyCache(Mdl, KernelMode, MmCached, NULL, FALSE, NormalPagePriority);
    }
    return address;
}

static PVOID MapForUser(PMDL Mdl)
{
    return MmMapLockedPagesSpecifyCache(Mdl, UserMode, MmCached, NULL, FALSE, NormalPagePriority);
}

NTSTATUS MappedOk(PRKPROCESS Process, PMDL Mdl, SIZE_T Size)
{
    KAPC_STATE state;
    PVOID pool = ExAllocatePoolWithTag(NonPagedPool, Size, 'looP');
    PVOID mapped;

    if (pool == NULL) {
        return STATUS_NO_MEMORY;
    }
    KeStackAttachProcess(Process, &state);
    __try {
        mapped = Map(Mdl);
        if (mapped != NULL) {
            RtlCopyMemory(pool, (PUCHAR)mapped + 16, Size);
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    KeUnstackDetachProcess(&state);
    ExFreePoolWithTag(pool, 'looP');
    return STATUS_SUCCESS;
}

NTSTATUS VariablesOk(PRKPROCESS Process, PMDL Mdl)
{
    KAPC_STATE state;
    ULONG first[4], second[4];

    KeStackAttachProcess(Process, &state);
    __try {
        RtlCopyMemory(first, MmGetSystemAddressForMdlSafe(Mdl, NormalPagePriority), sizeof(first));
        RtlCopyMemory(&second[1], &first[1], sizeof(ULONG));
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    KeUnstackDetachProcess(&state);
    return second[1];
}

NTSTATUS UserBad(PRKPROCESS Process, PMDL Mdl)
{
    KAPC_STATE state;
    ULONG first[4];

    KeStackAttachProcess(Process, &state);
    __try {
        RtlCopyMemory(first, MapForUser(Mdl), sizeof(first));
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode(); // want "`UserBad` returns here still attached"
    }
    KeUnstackDetachProcess(&state);
    return first[1];
}

NTSTATUS OneOfTwoBad(PRKPROCESS Process, PMDL Mdl, PVOID Address)
{
    KAPC_STATE state;
    ULONG first[4];
    PVOID from = Map(Mdl);

    if (from == NULL) {
        from = Address;
    }
    KeStackAttachProcess(Process, &state);
    __try {
        RtlCopyMemory(first, from, sizeof(first));
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode(); // want "`OneOfTwoBad` returns here still attached"
    }
    KeUnstackDetachProcess(&state);
    return first[1];
}

NTSTATUS WithinBad(PRKPROCESS Process, PMDL Mdl)
{
    KAPC_STATE state;
    ULONG first[4];
    PVOID *table = Map(Mdl);

    KeStackAttachProcess(Process, &state);
    __try {
        RtlCopyMemory(first, table[2], sizeof(first));
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode(); // want "`WithinBad` returns here still attached"
    }
    KeUnstackDetachProcess(&state);
    return first[1];
}
