// Callbacks that are static methods, lambdas, or functions in a namespace.

#include <fltKernel.h>

namespace filter {
PFLT_FILTER handle;
PFLT_PORT port;

static NTSTATUS Send(ULONG pid)
{
	return FltSendMessage(handle, &port, &pid, sizeof(pid), nullptr, nullptr, nullptr);
}
}

class ProcessMonitor {
public:
	NTSTATUS Start() { return PsSetCreateProcessNotifyRoutineEx(&ProcessMonitor::OnProcessBad, FALSE); }
	NTSTATUS StartOther() { return PsSetCreateProcessNotifyRoutineEx(OnProcessOk, FALSE); }

private:
	static void OnProcessBad(PEPROCESS process, HANDLE pid, PPS_CREATE_NOTIFY_INFO info);
	static void OnProcessOk(PEPROCESS process, HANDLE pid, PPS_CREATE_NOTIFY_INFO info);
};

void ProcessMonitor::OnProcessBad(PEPROCESS, HANDLE pid, PPS_CREATE_NOTIFY_INFO info)
{
	const bool created = info != nullptr;
	if (!created) {
		filter::Send(HandleToULong(pid)); // want "filter::Send|FltSendMessage"
	}
}

void ProcessMonitor::OnProcessOk(PEPROCESS, HANDLE pid, PPS_CREATE_NOTIFY_INFO info)
{
	if (info == nullptr) {
		return;
	}
	filter::Send(HandleToULong(pid));
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING)
{
	static ProcessMonitor monitor;
	monitor.Start();
	monitor.StartOther();
	PsSetCreateThreadNotifyRoutine([](HANDLE, HANDLE thread, BOOLEAN create) {
		if (create) {
			filter::Send(HandleToULong(thread));
		}
	});
	return PsSetCreateThreadNotifyRoutine([](HANDLE, HANDLE thread, BOOLEAN) {
		filter::Send(HandleToULong(thread)); // want "filter::Send|FltSendMessage"
	});
}
