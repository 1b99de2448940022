// A minifilter with an unload routine of its own, set before it registers: the filter manager keeps that, and calls it after
// the filter's. It is named above its definition, and its declaration spells it in another way.
#include <fltKernel.h>

DRIVER_UNLOAD DRVUnload;

static PFLT_FILTER Filter;

static VOID Notify(HANDLE parent, HANDLE process, BOOLEAN create)
{
	UNREFERENCED_PARAMETER(parent);
	UNREFERENCED_PARAMETER(process);
	UNREFERENCED_PARAMETER(create);
}

NTSTATUS FilterUnload(FLT_FILTER_UNLOAD_FLAGS flags)
{
	UNREFERENCED_PARAMETER(flags);
	return STATUS_SUCCESS;
}

const FLT_REGISTRATION Registration = {sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, NULL, NULL, FilterUnload};

NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
	NTSTATUS status;

	UNREFERENCED_PARAMETER(path);
	driver->DriverUnload = DrvUnload;
	status = FltRegisterFilter(driver, &Registration, &Filter);
	if (!NT_SUCCESS(status))
		return status;
	status = PsSetCreateProcessNotifyRoutine(Notify, FALSE);
	if (!NT_SUCCESS(status))
		FltUnregisterFilter(Filter);
	return status;
}

VOID DrvUnload(PDRIVER_OBJECT driver)
{
	UNREFERENCED_PARAMETER(driver);
	PsSetCreateProcessNotifyRoutine(Notify, TRUE);
	FltUnregisterFilter(Filter);
}
