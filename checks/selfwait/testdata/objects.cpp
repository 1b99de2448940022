// Callbacks that lie in structures which the registration is handed.
#include <fltKernel.h>

static PVOID registration;
static PFLT_FILTER filter;
static volatile LONG enough;

static OB_PREOP_CALLBACK_STATUS OnOpenBad(PVOID, POB_PRE_OPERATION_INFORMATION information)
{
	if (!information->KernelHandle && enough != 0)
		ObUnRegisterCallbacks(registration); // want "`ObUnRegisterCallbacks` waits here for the end of `OnOpenBad`"
	return OB_PREOP_SUCCESS;
}

static FLT_PREOP_CALLBACK_STATUS OnCreateBad(PFLT_CALLBACK_DATA, PCFLT_RELATED_OBJECTS, PVOID *)
{
	if (enough != 0)
		FltUnregisterFilter(filter); // want "`FltUnregisterFilter` waits here for the end of `OnCreateBad`"
	return FLT_PREOP_SUCCESS_NO_CALLBACK;
}

static NTSTATUS UnloadOk(FLT_FILTER_UNLOAD_FLAGS)
{
	ObUnRegisterCallbacks(registration);
	FltUnregisterFilter(filter);
	return STATUS_SUCCESS;
}

static const FLT_OPERATION_REGISTRATION operations[] = {
	{ IRP_MJ_CREATE, 0, OnCreateBad, nullptr },
	{ IRP_MJ_OPERATION_END },
};

static const FLT_REGISTRATION description = {
	sizeof(FLT_REGISTRATION), FLT_REGISTRATION_VERSION, 0, nullptr, operations, UnloadOk,
};

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING)
{
	OB_OPERATION_REGISTRATION operation = { PsProcessType, OB_OPERATION_HANDLE_CREATE, OnOpenBad, nullptr };
	OB_CALLBACK_REGISTRATION callbacks = {};

	callbacks.Version = OB_FLT_REGISTRATION_VERSION;
	callbacks.OperationRegistrationCount = 1;
	callbacks.OperationRegistration = &operation;
	NTSTATUS status = FltRegisterFilter(driver, &description, &filter);
	if (NT_SUCCESS(status)) {
		status = ObRegisterCallbacks(&callbacks, &registration);
		if (!NT_SUCCESS(status))
			FltUnregisterFilter(filter);
	}
	return status;
}
