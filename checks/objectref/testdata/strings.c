// The C library's routines for strings keep nothing of what they are given.
#include <ntifs.h>
#include <string.h>

#define NAME_OFFSET 0x5a8

static PCHAR Last;

VOID CopyBad(HANDLE ProcessId)
{
    CHAR name[16] = { 0 };
    PEPROCESS process;

    if (NT_SUCCESS(PsLookupProcessByProcessId(ProcessId, &process))) {
        PCHAR image = (PCHAR)process + NAME_OFFSET;

        __try {
            strncpy(name, image, 15);
        } __except (EXCEPTION_EXECUTE_HANDLER) {
            strcpy(name, "?");
        }
    }
    DbgPrint("%s", name);
} // want "`CopyBad` returns here with the reference"

BOOLEAN SearchBad(HANDLE ProcessId)
{
    PEPROCESS process;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(ProcessId, &process))) {
        return FALSE;
    }
    return strstr((PCHAR)process + NAME_OFFSET, "watch") != NULL && strlen((PCHAR)process + NAME_OFFSET) < 15; // want "`SearchBad` returns here with the reference"
}

VOID KeptOk(HANDLE ProcessId)
{
    PEPROCESS process;

    if (NT_SUCCESS(PsLookupProcessByProcessId(ProcessId, &process))) {
        Last = (PCHAR)process + NAME_OFFSET;
        DbgPrint("%d", strlen(Last));
    }
}
