#include <ntifs.h>

extern PEPROCESS Target;
NTSTATUS Select(HANDLE Id);
