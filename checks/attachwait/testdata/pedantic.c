// What is told on demand.
#include <fltKernel.h>

VOID OpenOnly(PEPROCESS Process, PUNICODE_STRING Name, PHANDLE File)
{
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    KAPC_STATE state;

    InitializeObjectAttributes(&attributes, Name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    KeStackAttachProcess(Process, &state);
    ZwOpenFile(File, GENERIC_READ | SYNCHRONIZE, &attributes, &io, FILE_SHARE_READ, FILE_SYNCHRONOUS_IO_NONALERT); // want "ZwOpenFile"
    KeUnstackDetachProcess(&state);
}
