// Routines that are looked up by a hash: nothing but the type of the pointer tells which one is called.
#include <ntifs.h>

PVOID Find(ULONG Hash);
template <typename T> T FindAs(ULONG Hash);

#define IMPORT(name) ((decltype(&name))(Find(__LINE__)))
#define PASTED(name) ((decltype(&##name))(Find(__LINE__)))

typedef NTSTATUS(NTAPI *PsLookupProcessByProcessId_t)(HANDLE, PEPROCESS *);
typedef LONG_PTR (*PFN_OBFDEREFERENCEOBJECT)(PVOID);

struct ROUTINES {
    decltype(&PsLookupProcessByProcessId) One;
    decltype(ObfDereferenceObject) *Two;
};

extern ROUTINES *Routines;

BOOLEAN CastBad(HANDLE Id)
{
    PEPROCESS process;

    if (!NT_SUCCESS(IMPORT(PsLookupProcessByProcessId)(Id, &process))) {
        return FALSE;
    }
    if (PsGetProcessSessionId(process) == 0) {
        return FALSE; // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    IMPORT(ObfDereferenceObject)(process);
    return TRUE;
}

BOOLEAN PastedBad(HANDLE Id)
{
    PEPROCESS process;

    if (!NT_SUCCESS(PASTED(PsLookupProcessByProcessId)(Id, &process))) {
        return FALSE;
    }
    if (PsGetProcessSessionId(process) == 0) {
        return FALSE; // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    PASTED(ObfDereferenceObject)(process);
    return TRUE;
}

BOOLEAN ReinterpretedBad(HANDLE Id)
{
    PEPROCESS process;
    auto look = reinterpret_cast<decltype(&PsLookupProcessByProcessId)>(Find(1));

    if (!NT_SUCCESS(look(Id, &process))) {
        return FALSE;
    }
    if (PsGetProcessSessionId(process) == 0) {
        return FALSE; // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    reinterpret_cast<decltype(&ObfDereferenceObject)>(Find(2))(process);
    return TRUE;
}

BOOLEAN MembersBad(HANDLE Id)
{
    PEPROCESS process;

    if (!NT_SUCCESS(Routines->One(Id, &process))) {
        return FALSE;
    }
    if (PsGetProcessSessionId(process) == 0) {
        return FALSE; // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    (*Routines->Two)(process);
    return TRUE;
}

BOOLEAN TypedefBad(HANDLE Id)
{
    PEPROCESS process;
    auto look = static_cast<PsLookupProcessByProcessId_t>(Find(1));
    PFN_OBFDEREFERENCEOBJECT drop = (PFN_OBFDEREFERENCEOBJECT)Find(2);

    if (!NT_SUCCESS(look(Id, &process))) {
        return FALSE;
    }
    if (PsGetProcessSessionId(process) == 0) {
        return FALSE; // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    drop(process);
    return TRUE;
}

BOOLEAN DroppedOk(HANDLE Id)
{
    PEPROCESS process;
    decltype(&ObfDereferenceObject) drop = FindAs<decltype(&ObfDereferenceObject)>(3);

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return FALSE;
    }
    if (PsGetProcessSessionId(process) == 0) {
        drop(process);
        return FALSE;
    }
    (*drop)(process);
    return TRUE;
}
