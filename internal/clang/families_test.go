package clang

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// families are small drivers in the shape of each family: what they name is documented,
// so the model declares it.
var families = map[string]string{
	"WDM": `#include <ntddk.h>
DRIVER_DISPATCH Pass; IO_COMPLETION_ROUTINE Done;
NTSTATUS Done(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context) { KeSetEvent((PKEVENT)Context, IO_NO_INCREMENT, FALSE); return STATUS_MORE_PROCESSING_REQUIRED; }
NTSTATUS Pass(PDEVICE_OBJECT Device, PIRP Irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
	KEVENT event;
	KeInitializeEvent(&event, NotificationEvent, FALSE);
	IoCopyCurrentIrpStackLocationToNext(Irp);
	IoSetCompletionRoutine(Irp, Done, &event, TRUE, TRUE, TRUE);
	if (stack->MajorFunction == IRP_MJ_PNP && stack->MinorFunction == IRP_MN_REMOVE_DEVICE) PoStartNextPowerIrp(Irp);
	return IoCallDriver((PDEVICE_OBJECT)Device->DeviceExtension, Irp);
}`,
	"file system": `#include <ntifs.h>
BOOLEAN Acquire(PVOID Context, BOOLEAN Wait) { return ExAcquireResourceSharedLite(((PFSRTL_ADVANCED_FCB_HEADER)Context)->Resource, Wait); }
VOID Release(PVOID Context) { ExReleaseResourceLite(((PFSRTL_ADVANCED_FCB_HEADER)Context)->Resource); }
NTSTATUS Read(PIRP Irp, PFILE_OBJECT File, LARGE_INTEGER At)
{
	FsRtlEnterFileSystem();
	if (!CcCopyRead(File, &At, 512, TRUE, Irp->AssociatedIrp.SystemBuffer, &Irp->IoStatus)) Irp->IoStatus.Status = STATUS_PENDING;
	CcFlushCache(File->SectionObjectPointer, NULL, 0, NULL);
	FsRtlExitFileSystem();
	return Irp->IoStatus.Status;
}`,
	"minifilter": `#include <fltKernel.h>
PFLT_FILTER Filter;
FLT_PREOP_CALLBACK_STATUS PreCreate(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS Objects, PVOID *Context)
{
	PFLT_FILE_NAME_INFORMATION name;
	if (NT_SUCCESS(FltGetFileNameInformation(Data, FLT_FILE_NAME_NORMALIZED | FLT_FILE_NAME_QUERY_DEFAULT, &name))) {
		FltParseFileNameInformation(name);
		DbgPrint("%wZ", &name->Name);
		FltReleaseFileNameInformation(name);
	}
	return Data->Iopb->Parameters.Create.Options ? FLT_PREOP_SUCCESS_WITH_CALLBACK : FLT_PREOP_SUCCESS_NO_CALLBACK;
}
NTSTATUS Unload(FLT_FILTER_UNLOAD_FLAGS Flags) { FltUnregisterFilter(Filter); return STATUS_SUCCESS; }`,
	"KMDF": `#include <ntddk.h>
#include <wdf.h>
typedef struct _CONTEXT { WDFQUEUE Queue; WDFTIMER Timer; } CONTEXT, *PCONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(CONTEXT, GetContext)
EVT_WDF_DRIVER_DEVICE_ADD Add; EVT_WDF_IO_QUEUE_IO_READ Read;
NTSTATUS Add(WDFDRIVER Driver, PWDFDEVICE_INIT Init)
{
	WDF_OBJECT_ATTRIBUTES attributes; WDF_IO_QUEUE_CONFIG config; WDFDEVICE device; NTSTATUS status;
	WdfDeviceInitSetIoType(Init, WdfDeviceIoBuffered);
	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, CONTEXT);
	status = WdfDeviceCreate(&Init, &attributes, &device);
	if (!NT_SUCCESS(status)) return status;
	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchSequential);
	config.EvtIoRead = Read;
	return WdfIoQueueCreate(device, &config, WDF_NO_OBJECT_ATTRIBUTES, &GetContext(device)->Queue);
}
VOID Read(WDFQUEUE Queue, WDFREQUEST Request, size_t Length) { WdfRequestCompleteWithInformation(Request, STATUS_SUCCESS, Length); }`,
	"NDIS": `#include <ndis.h>
NDIS_SPIN_LOCK Lock;
VOID Halt(NDIS_HANDLE Context, NDIS_HALT_ACTION Action) { NdisFreeSpinLock(&Lock); NdisMSleep(1000); }
VOID Send(NDIS_HANDLE Context, PNET_BUFFER_LIST List, NDIS_PORT_NUMBER Port, ULONG Flags)
{
	PNET_BUFFER buffer = NET_BUFFER_LIST_FIRST_NB(List);
	NdisAcquireSpinLock(&Lock);
	NET_BUFFER_LIST_STATUS(List) = NET_BUFFER_DATA_LENGTH(buffer) ? NDIS_STATUS_SUCCESS : NDIS_STATUS_FAILURE;
	NdisReleaseSpinLock(&Lock);
	NdisMSendNetBufferListsComplete(Context, List, 0);
}`,
	"WFP": `#include <ntddk.h>
#include <fwpsk.h>
#include <fwpmk.h>
VOID Classify(const FWPS_INCOMING_VALUES *Fixed, const FWPS_INCOMING_METADATA_VALUES *Meta, VOID *Layer, const VOID *Context, const FWPS_FILTER *Filter, UINT64 Flow, FWPS_CLASSIFY_OUT *Out)
{
	HANDLE injection;
	FwpsInjectionHandleCreate(AF_INET, FWPS_INJECTION_TYPE_TRANSPORT, &injection);
	if (Fixed->incomingValue[FWPS_FIELD_ALE_AUTH_CONNECT_V4_IP_PROTOCOL].value.uint8 == 17) Out->actionType = FWP_ACTION_BLOCK;
	FwpsInjectionHandleDestroy(injection);
}`,
	"WSK": `#include <ntddk.h>
#include <wsk.h>
WSK_REGISTRATION Registration; WSK_PROVIDER_NPI Provider; const WSK_CLIENT_DISPATCH Dispatch = { MAKE_WSK_VERSION(1, 0), 0, NULL };
NTSTATUS Start(void)
{
	WSK_CLIENT_NPI npi; NTSTATUS status;
	npi.ClientContext = NULL;
	npi.Dispatch = &Dispatch;
	status = WskRegister(&npi, &Registration);
	if (NT_SUCCESS(status)) status = WskCaptureProviderNPI(&Registration, WSK_INFINITE_WAIT, &Provider);
	WskDeregister(&Registration);
	return status;
}`,
	"storport": `#include <storport.h>
BOOLEAN StartIo(PVOID Extension, PSCSI_REQUEST_BLOCK Srb)
{
	PCDB cdb = (PCDB)Srb->Cdb;
	if (cdb->CDB10.OperationCode == SCSIOP_READ) Srb->SrbStatus = SRB_STATUS_SUCCESS;
	StorPortNotification(RequestComplete, Extension, Srb);
	return TRUE;
}
ULONG Init(PDRIVER_OBJECT Driver, PVOID Path) { HW_INITIALIZATION_DATA data; RtlZeroMemory(&data, sizeof(data)); data.HwStartIo = StartIo; return StorPortInitialize(Driver, Path, &data, NULL); }`,
	"SCSI class": `#include <ntddk.h>
#include <scsi.h>
NTSTATUS Inquiry(PSCSI_REQUEST_BLOCK Srb) { Srb->Function = SRB_FUNCTION_EXECUTE_SCSI; ((PCDB)Srb->Cdb)->CDB6INQUIRY.OperationCode = SCSIOP_INQUIRY; RtlZeroMemory(Srb->DataBuffer, INQUIRYDATABUFFERSIZE); return SRB_STATUS(Srb->SrbStatus) == SRB_STATUS_SUCCESS ? STATUS_SUCCESS : STATUS_IO_DEVICE_ERROR; }`,
	"USB": `#include <ntddk.h>
#include <usb.h>
#include <usbdlib.h>
#include <usbioctl.h>
NTSTATUS Describe(PDEVICE_OBJECT Device, PURB Urb, PUSB_DEVICE_DESCRIPTOR Descriptor)
{
	UsbBuildGetDescriptorRequest(Urb, sizeof(struct _URB_CONTROL_DESCRIPTOR_REQUEST), USB_DEVICE_DESCRIPTOR_TYPE, 0, 0, Descriptor, NULL, sizeof(*Descriptor), NULL);
	return USBD_SUCCESS(Urb->UrbHeader.Status) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}`,
	"HID": `#include <wdm.h>
#include <hidport.h>
NTSTATUS Entry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
	HID_MINIDRIVER_REGISTRATION registration;
	RtlZeroMemory(&registration, sizeof(registration));
	registration.Revision = HID_REVISION;
	registration.DriverObject = Driver;
	return HidRegisterMinidriver(&registration);
}`,
	"serial": `#include <ntddk.h>
#include <ntddser.h>
NTSTATUS Control(PIRP Irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
	switch (stack->Parameters.DeviceIoControl.IoControlCode) {
	case IOCTL_SERIAL_GET_BAUD_RATE: ((PSERIAL_BAUD_RATE)Irp->AssociatedIrp.SystemBuffer)->BaudRate = 9600; break;
	case IOCTL_SERIAL_SET_TIMEOUTS: ((PSERIAL_TIMEOUTS)Irp->AssociatedIrp.SystemBuffer)->ReadIntervalTimeout = 0; break;
	}
	IoCompleteRequest(Irp, IO_SERIAL_INCREMENT);
	return STATUS_SUCCESS;
}`,
	"audio": `#include <portcls.h>
NTSTATUS AddDevice(PDRIVER_OBJECT Driver, PDEVICE_OBJECT Device) { return PcAddAdapterDevice(Driver, Device, (PCPFNSTARTDEVICE)0, 4, 0); }
NTSTATUS Entry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) { return PcInitializeAdapterDriver(Driver, Path, AddDevice); }`,
	"streaming": `#include <ntddk.h>
#include <ks.h>
typedef struct { KSPROPERTY_ITEM Items[2]; KSPROPERTY_SET Sets[1]; KSAUTOMATION_TABLE Automation; } PIN;
NTSTATUS GetState(PIRP Irp, PVOID Request, PVOID Data) { return STATUS_SUCCESS; }
NTSTATUS Describe(PIN *Pin)
{
	const PIN made = {
		{ DEFINE_KSPROPERTY_ITEM(1, GetState, sizeof(GUID), sizeof(ULONG), NULL, NULL, 0, NULL, NULL, 0) },
		{ DEFINE_KSPROPERTY_SET(NULL, SIZEOF_ARRAY(made.Items), made.Items, 0, NULL) },
		{ DEFINE_KSAUTOMATION_PROPERTIES(made.Sets), DEFINE_KSAUTOMATION_METHODS_NULL, DEFINE_KSAUTOMATION_EVENTS_NULL },
	};
	RtlCopyMemory(Pin, &made, sizeof(made));
	return STATUS_SUCCESS;
}`,
	"display": `#include <ntddk.h>
#include <dispmprt.h>
NTSTATUS Entry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
	KMDDOD_INITIALIZATION_DATA data;
	RtlZeroMemory(&data, sizeof(data));
	data.Version = DXGKDDI_INTERFACE_VERSION;
	return DxgkInitializeDisplayOnlyDriver(Driver, Path, &data);
}`,
	"WPP": `#include <ntddk.h>
#define WPP_CONTROL_GUIDS WPP_DEFINE_CONTROL_GUID(Trace, (11111111, 2222, 3333, 4444, 555555555555), WPP_DEFINE_BIT(TRACE_DRIVER))
#include "main.tmh"
NTSTATUS Entry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
	WPP_INIT_TRACING(Driver, Path);
	DoTraceMessage(TRACE_DRIVER, "%!FUNC! %!STATUS!", STATUS_SUCCESS);
	TraceEvents(TRACE_LEVEL_INFORMATION, TRACE_DRIVER, "loaded %wZ", Path);
	WPP_CLEANUP(Driver);
	return STATUS_SUCCESS;
}`,
}

// undocumented are the names that the stubs rightly make up: those of the WPP control
// GUID, and structures that the documentation's tables lack.
var undocumented = map[string]string{
	"WPP":        "TRACE_DRIVER Trace",
	"WFP":        "FWPS_CLASSIFY_OUT FWPS_FILTER FWPS_INCOMING_METADATA_VALUES FWPS_INCOMING_VALUES incomingValue value",
	"storport":   "CDB PCDB CDB10 RequestComplete",
	"SCSI class": "CDB PCDB CDB6INQUIRY",
	"streaming":  "KSPROPERTY_ITEM KSPROPERTY_SET KSAUTOMATION_TABLE KSMETHOD_ITEM KSEVENT_ITEM",
	"display":    "KMDDOD_INITIALIZATION_DATA DXGKDDI_INTERFACE_VERSION",
}

var inventedName = regexp.MustCompile(`(?m)^(?:struct drvlint_(?:member_)?(\w+) \{|.*\b(\w+)(?:\(\)|;| = \d+ \};)$)`)

// A driver of each family is understood whole, and the routines that it calls and the
// types that it names come from the model.
func TestDriverFamilies(t *testing.T) {
	for name, text := range families {
		t.Run(name, func(t *testing.T) {
			loaded := load(t, write(t, map[string]string{"main.c": text + "\n"}), "main.c")
			understoodWhole(t, loaded)
			allowed := strings.Fields(undocumented[name])
			for _, line := range inventedName.FindAllStringSubmatch(loaded.StubText, -1) {
				if !slices.Contains(allowed, line[1]+line[2]) {
					t.Errorf("invented %q, not one of %v:\n%s", line[1]+line[2], allowed, line[0])
				}
			}
		})
	}
}
