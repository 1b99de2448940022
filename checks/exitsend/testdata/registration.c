// Ways to register a routine.
#include <fltKernel.h>

typedef NTSTATUS (*SET_PROCESS_NOTIFY_EX)(PCREATE_PROCESS_NOTIFY_ROUTINE_EX, BOOLEAN);

typedef struct _IMPORTS {
    SET_PROCESS_NOTIFY_EX SetProcessNotifyEx;
} IMPORTS;

PFLT_FILTER Filter;
PFLT_PORT ClientPort;
IMPORTS Imports;

static VOID Send(HANDLE Id)
{
    FltSendMessage(Filter, &ClientPort, &Id, sizeof(Id), NULL, NULL, NULL);
}

VOID ExpressionBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(Create);
    Send(ProcessId); // want "FltSendMessage"
}

VOID WrapperBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(Create);
    Send(ProcessId); // want "FltSendMessage"
}

VOID CastBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(Create);
    Send(ProcessId); // want "FltSendMessage"
}

VOID ImportTableBad(PEPROCESS Process, HANDLE ProcessId, PPS_CREATE_NOTIFY_INFO CreateInfo)
{
    UNREFERENCED_PARAMETER(Process);
    UNREFERENCED_PARAMETER(CreateInfo);
    Send(ProcessId); // want "FltSendMessage"
}

VOID MacroStatusBad(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(Create);
    Send(ThreadId); // want "FltSendMessage"
}

VOID ImageOk(PUNICODE_STRING FullImageName, HANDLE ProcessId, PIMAGE_INFO ImageInfo)
{
    UNREFERENCED_PARAMETER(FullImageName);
    UNREFERENCED_PARAMETER(ImageInfo);
    Send(ProcessId);
}

#define IFERR_RETURN(Call) \
    do { \
        NTSTATUS status_ = (Call); \
        if (!NT_SUCCESS(status_)) { \
            return status_; \
        } \
    } while (0)

static NTSTATUS SetNotify(BOOLEAN Enable)
{
    return PsSetCreateProcessNotifyRoutine(ExpressionBad, (BOOLEAN)!Enable);
}

static NTSTATUS Register(PCREATE_PROCESS_NOTIFY_ROUTINE Routine)
{
    return PsSetCreateProcessNotifyRoutine(Routine, FALSE);
}

static VOID Resolve(VOID)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"PsSetCreateProcessNotifyRoutineEx");

    Imports.SetProcessNotifyEx = (SET_PROCESS_NOTIFY_EX)MmGetSystemRoutineAddress(&name);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    IFERR_RETURN(SetNotify(TRUE));
    IFERR_RETURN(Register(WrapperBad));
    IFERR_RETURN(PsSetCreateProcessNotifyRoutine((PCREATE_PROCESS_NOTIFY_ROUTINE)&CastBad, FALSE));
    IFERR_RETURN(PsSetCreateThreadNotifyRoutine(MacroStatusBad));
    IFERR_RETURN(PsSetLoadImageNotifyRoutine(ImageOk));

    Resolve();
    if (Imports.SetProcessNotifyEx != NULL) {
        IFERR_RETURN(Imports.SetProcessNotifyEx(ImportTableBad, FALSE));
    }
    return STATUS_SUCCESS;
}
