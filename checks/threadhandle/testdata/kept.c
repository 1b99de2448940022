// Handles that are kept in memory of the driver.
#include <ntddk.h>

typedef struct _ENGINE {
    HANDLE Open;
    HANDLE Closed;
} ENGINE;

static ENGINE Engine;
static HANDLE Moved;

static VOID Main(PVOID Context) { UNREFERENCED_PARAMETER(Context); }

static VOID Close(HANDLE Handle)
{
    ZwClose(Handle);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    HANDLE moved = Moved;

    UNREFERENCED_PARAMETER(DriverObject);
    ZwWaitForSingleObject(Engine.Open, FALSE, NULL);
    Close(Engine.Closed);
    Moved = NULL;
    Close(moved);
}

// Every round opens another handle; in the second loop it is closed.
static VOID Rounds(VOID)
{
    HANDLE again, fresh;

    for (ULONG i = 0; i < 4; i++) {
        if (!NT_SUCCESS(PsCreateSystemThread(&again, THREAD_ALL_ACCESS, NULL, NULL, NULL, Main, NULL))) { // want "comes here again"
            continue;
        }
        DbgPrint("one more\n");
    }
    for (ULONG i = 0; i < 4; i++) {
        if (NT_SUCCESS(PsCreateSystemThread(&fresh, THREAD_ALL_ACCESS, NULL, NULL, NULL, Main, NULL))) {
            ZwClose(fresh);
        }
    }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE first, second;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    first = second = NULL;
    PsCreateSystemThread(&Engine.Open, THREAD_ALL_ACCESS, NULL, NULL, NULL, Main, NULL); // want "kept in `Engine.Open`.*System process"
    PsCreateSystemThread(&Engine.Closed, THREAD_ALL_ACCESS, NULL, NULL, NULL, Main, NULL);
    PsCreateSystemThread(&Moved, THREAD_ALL_ACCESS, NULL, NULL, NULL, Main, NULL);
    PsCreateSystemThread(&second, THREAD_ALL_ACCESS, NULL, NULL, NULL, Main, NULL); // want "neither closed nor kept"
    Rounds();
    return first == NULL ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
