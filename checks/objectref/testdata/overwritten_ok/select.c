#include "shared.h"

PEPROCESS Target;

NTSTATUS Select(HANDLE Id)
{
    return PsLookupProcessByProcessId(Id, &Target);
}
