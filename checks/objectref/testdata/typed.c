// Routines that are looked up by a hash: nothing but the type of the pointer tells which one is called.
#include <ntifs.h>

PVOID Find(ULONG Hash);

typedef NTSTATUS(NTAPI *PPSLOOKUPPROCESSBYPROCESSID)(HANDLE Id, PEPROCESS *Process);
typedef NTSTATUS NTAPI PsLookupProcessByProcessIdFn(HANDLE Id, PEPROCESS *Process);
typedef LONG_PTR (*fnObfDereferenceObject)(PVOID Object);
typedef NTSTATUS (*LOOKUP)(HANDLE Id, PEPROCESS *Process);

NTSTATUS CastBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    NTSTATUS status = ((PPSLOOKUPPROCESSBYPROCESSID)Find(1))(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (Session == NULL) {
        return STATUS_INVALID_PARAMETER; // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    *Session = PsGetProcessSessionId(process);
    ((fnObfDereferenceObject)Find(2))(process);
    return STATUS_SUCCESS;
}

NTSTATUS TypeofBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    PsLookupProcessByProcessIdFn *look = Find(1);
    __typeof__(ObfDereferenceObject) *drop = Find(2);
    NTSTATUS status = look(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (Session == NULL) {
        return STATUS_INVALID_PARAMETER; // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    *Session = PsGetProcessSessionId(process);
    drop(process);
    return STATUS_SUCCESS;
}

// The name of the variable tells nothing, nor does that of its type.
NTSTATUS NamelessOk(HANDLE Id, LOOKUP Look)
{
    PEPROCESS process;

    return Look(Id, &process);
}
