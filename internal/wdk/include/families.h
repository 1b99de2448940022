/* What the public documentation leaves out of its tables, by family of drivers. */

/* Network (ndis.h, ws2def.h, fwpsk.h, wsk.h). */
typedef enum _NDIS_HALT_ACTION {
	NdisHaltDeviceDisabled,
	NdisHaltDeviceInstanceDeInitialized,
	NdisHaltDevicePoweredDown,
	NdisHaltDeviceSurpriseRemoved,
	NdisHaltDeviceFailed,
	NdisHaltDeviceInitializationFailed,
	NdisHaltDeviceStopped
} NDIS_HALT_ACTION, *PNDIS_HALT_ACTION;
typedef enum _NDIS_SHUTDOWN_ACTION {
	NdisShutdownPowerOff,
	NdisShutdownBugCheck
} NDIS_SHUTDOWN_ACTION, *PNDIS_SHUTDOWN_ACTION;
typedef struct _LOCK_STATE {
	USHORT LockState;
	KIRQL OldIrql;
} LOCK_STATE, *PLOCK_STATE;
typedef struct _LOCK_STATE_EX {
	KIRQL OldIrql;
	UCHAR LockState;
	UCHAR Flags;
} LOCK_STATE_EX, *PLOCK_STATE_EX;

/* The name without a version, a macro for the one of the system that is built for (fwpsk.h). They differ in the types of their functions. */
typedef struct FWPS_CALLOUT_ {
	GUID calloutKey;
	UINT32 flags;
	PVOID classifyFn;
	PVOID notifyFn;
	PVOID flowDeleteFn;
} FWPS_CALLOUT;
typedef struct FWPS_CALLOUT3_ {
	GUID calloutKey;
	UINT32 flags;
	PVOID classifyFn;
	PVOID notifyFn;
	PVOID flowDeleteFn;
} FWPS_CALLOUT3;
/* Pointers, although nothing in their names says so: they stand in casts. */
typedef PVOID FWPS_CALLOUT_CLASSIFY_FN, FWPS_CALLOUT_CLASSIFY_FN0, FWPS_CALLOUT_CLASSIFY_FN1, FWPS_CALLOUT_CLASSIFY_FN2, FWPS_CALLOUT_CLASSIFY_FN3;
typedef PVOID FWPS_CALLOUT_NOTIFY_FN, FWPS_CALLOUT_NOTIFY_FN0, FWPS_CALLOUT_NOTIFY_FN1, FWPS_CALLOUT_NOTIFY_FN2, FWPS_CALLOUT_NOTIFY_FN3;
typedef PVOID FWPS_CALLOUT_FLOW_DELETE_NOTIFY_FN, FWPS_CALLOUT_FLOW_DELETE_NOTIFY_FN0;

/* What manages the filtering platform (fwpmk.h): the public documentation has it for user mode only. */
NTSTATUS FwpmCalloutGetById();
NTSTATUS FwpmCalloutGetById0();
NTSTATUS FwpmCalloutGetByKey();
NTSTATUS FwpmCalloutGetByKey0();
NTSTATUS FwpmEngineGetOption();
NTSTATUS FwpmEngineGetOption0();
NTSTATUS FwpmEngineSetOption();
NTSTATUS FwpmEngineSetOption0();
NTSTATUS FwpmFilterAdd();
NTSTATUS FwpmFilterAdd0();
NTSTATUS FwpmFilterCreateEnumHandle();
NTSTATUS FwpmFilterCreateEnumHandle0();
NTSTATUS FwpmFilterDeleteById();
NTSTATUS FwpmFilterDeleteById0();
NTSTATUS FwpmFilterDeleteByKey();
NTSTATUS FwpmFilterDeleteByKey0();
NTSTATUS FwpmFilterDestroyEnumHandle();
NTSTATUS FwpmFilterDestroyEnumHandle0();
NTSTATUS FwpmFilterEnum();
NTSTATUS FwpmFilterEnum0();
NTSTATUS FwpmFilterGetById();
NTSTATUS FwpmFilterGetById0();
NTSTATUS FwpmFilterGetByKey();
NTSTATUS FwpmFilterGetByKey0();
void FwpmFreeMemory();
void FwpmFreeMemory0();
NTSTATUS FwpmGetAppIdFromFileName();
NTSTATUS FwpmGetAppIdFromFileName0();
NTSTATUS FwpmProviderAdd();
NTSTATUS FwpmProviderAdd0();
NTSTATUS FwpmProviderContextAdd();
NTSTATUS FwpmProviderContextAdd0();
NTSTATUS FwpmProviderContextDeleteByKey();
NTSTATUS FwpmProviderContextDeleteByKey0();
NTSTATUS FwpmProviderDeleteByKey();
NTSTATUS FwpmProviderDeleteByKey0();
NTSTATUS FwpmSubLayerAdd();
NTSTATUS FwpmSubLayerAdd0();
NTSTATUS FwpmSubLayerDeleteByKey();
NTSTATUS FwpmSubLayerDeleteByKey0();
NTSTATUS FwpmTransactionAbort();
NTSTATUS FwpmTransactionAbort0();
NTSTATUS FwpmTransactionBegin();
NTSTATUS FwpmTransactionBegin0();
NTSTATUS FwpmTransactionCommit();
NTSTATUS FwpmTransactionCommit0();

/* Addresses of sockets (ws2def.h, inaddr.h, in6addr.h, ws2ipdef.h, netiodef.h). */
typedef USHORT ADDRESS_FAMILY;
typedef struct sockaddr {
	ADDRESS_FAMILY sa_family;
	CHAR sa_data[14];
} SOCKADDR, *PSOCKADDR, *LPSOCKADDR;
typedef struct in_addr {
	union {
		struct { UCHAR s_b1, s_b2, s_b3, s_b4; } S_un_b;
		struct { USHORT s_w1, s_w2; } S_un_w;
		ULONG S_addr;
	} S_un;
} IN_ADDR, *PIN_ADDR, *LPIN_ADDR;
#define s_addr S_un.S_addr
typedef struct in6_addr {
	union {
		UCHAR Byte[16];
		USHORT Word[8];
	} u;
} IN6_ADDR, *PIN6_ADDR, *LPIN6_ADDR;
#define s6_addr u.Byte
#define s6_bytes u.Byte
#define s6_words u.Word
typedef struct {
	union {
		struct { ULONG Zone : 28; ULONG Level : 4; };
		ULONG Value;
	};
} SCOPE_ID, *PSCOPE_ID;
typedef struct sockaddr_in {
	ADDRESS_FAMILY sin_family;
	USHORT sin_port;
	IN_ADDR sin_addr;
	CHAR sin_zero[8];
} SOCKADDR_IN, *PSOCKADDR_IN;
typedef struct sockaddr_in6 {
	ADDRESS_FAMILY sin6_family;
	USHORT sin6_port;
	ULONG sin6_flowinfo;
	IN6_ADDR sin6_addr;
	union {
		ULONG sin6_scope_id;
		SCOPE_ID sin6_scope_struct;
	};
} SOCKADDR_IN6, SOCKADDR_IN6_LH, *PSOCKADDR_IN6, *PSOCKADDR_IN6_LH;
typedef union _SOCKADDR_INET {
	SOCKADDR_IN Ipv4;
	SOCKADDR_IN6 Ipv6;
	ADDRESS_FAMILY si_family;
} SOCKADDR_INET, *PSOCKADDR_INET;
typedef struct sockaddr_storage {
	ADDRESS_FAMILY ss_family;
	CHAR __ss_pad1[6];
	LONGLONG __ss_align;
	CHAR __ss_pad2[112];
} SOCKADDR_STORAGE, SOCKADDR_STORAGE_LH, *PSOCKADDR_STORAGE;
typedef ULONG COMPARTMENT_ID, NET_IF_COMPARTMENT_ID, *PCOMPARTMENT_ID, *PNET_IF_COMPARTMENT_ID;

/* Cryptography (bcrypt.h). */
typedef PVOID BCRYPT_HANDLE, BCRYPT_ALG_HANDLE, BCRYPT_KEY_HANDLE, BCRYPT_HASH_HANDLE, BCRYPT_SECRET_HANDLE;

#define AF_UNSPEC 0
#define AF_INET 2
#define AF_INET6 23
#define FWPS_INJECTION_TYPE_STREAM 0x00000001
#define FWPS_INJECTION_TYPE_TRANSPORT 0x00000002
#define FWPS_INJECTION_TYPE_NETWORK 0x00000004
#define FWPS_INJECTION_TYPE_FORWARD 0x00000008
#define FWPS_INJECTION_TYPE_L2 0x00000010
#define WSK_NO_WAIT 0
#define WSK_INFINITE_WAIT 0xffffffff

/* USB (usbspec.h). */
#define USB_DEVICE_DESCRIPTOR_TYPE 0x01
#define USB_CONFIGURATION_DESCRIPTOR_TYPE 0x02
#define USB_STRING_DESCRIPTOR_TYPE 0x03
#define USB_INTERFACE_DESCRIPTOR_TYPE 0x04
#define USB_ENDPOINT_DESCRIPTOR_TYPE 0x05

/* Storage (scsi.h). */
#define INQUIRYDATABUFFERSIZE 36

/* Audio (portcls.h). */
typedef NTSTATUS (*PCPFNSTARTDEVICE)(PDEVICE_OBJECT device, PIRP irp, struct IResourceList *resources);

/* Handles of the framework's class extensions: each a pointer of its own type, as DECLARE_HANDLE makes them. */
/* USB (udecxusbdevice.h, ucxclass.h, ucmmanager.h, ucmtcpciportcontroller.h, ucmucsippm.h, ufxclient.h) */
typedef struct UDECXUSBDEVICE__ *UDECXUSBDEVICE;
typedef struct UDECXUSBENDPOINT__ *UDECXUSBENDPOINT;
typedef struct UCXCONTROLLER__ *UCXCONTROLLER;
typedef struct UCXROOTHUB__ *UCXROOTHUB;
typedef struct UCXUSBDEVICE__ *UCXUSBDEVICE;
typedef struct UCXENDPOINT__ *UCXENDPOINT;
typedef struct UCXSSTREAMS__ *UCXSSTREAMS;
typedef struct UCMCONNECTOR__ *UCMCONNECTOR;
typedef struct UCMTCPCIPORTCONTROLLER__ *UCMTCPCIPORTCONTROLLER;
typedef struct UCMUCSIPPM__ *UCMUCSIPPM;
typedef struct UCMUCSICONNECTOR__ *UCMUCSICONNECTOR;
typedef struct UFXDEVICE__ *UFXDEVICE;
typedef struct UFXENDPOINT__ *UFXENDPOINT;
/* Network (netadapter.h, netpacketqueue.h, netconfiguration.h) */
typedef struct NETADAPTER__ *NETADAPTER;
typedef struct NETPACKETQUEUE__ *NETPACKETQUEUE;
typedef struct NETCONFIGURATION__ *NETCONFIGURATION;
typedef struct NETPOWEROFFLOAD__ *NETPOWEROFFLOAD;
typedef struct NETWAKESOURCE__ *NETWAKESOURCE;
/* Audio (acxcircuit.h, acxpin.h, acxstreams.h, acxelements.h, acxdataformat.h) */
typedef struct ACXCIRCUIT__ *ACXCIRCUIT;
typedef struct ACXCIRCUITFACTORY__ *ACXCIRCUITFACTORY;
typedef struct ACXPIN__ *ACXPIN;
typedef struct ACXSTREAM__ *ACXSTREAM;
typedef struct ACXELEMENT__ *ACXELEMENT;
typedef struct ACXDATAFORMAT__ *ACXDATAFORMAT;
typedef struct ACXDATAFORMATLIST__ *ACXDATAFORMATLIST;
typedef struct ACXJACK__ *ACXJACK;
typedef struct ACXEVENT__ *ACXEVENT;
typedef struct ACXPNPEVENT__ *ACXPNPEVENT;
typedef struct ACXMUTE__ *ACXMUTE;
typedef struct ACXVOLUME__ *ACXVOLUME;
typedef struct ACXPEAKMETER__ *ACXPEAKMETER;
typedef struct ACXAUDIOENGINE__ *ACXAUDIOENGINE;
typedef struct ACXSTREAMAUDIOENGINE__ *ACXSTREAMAUDIOENGINE;
typedef struct ACXKEYWORDSPOTTER__ *ACXKEYWORDSPOTTER;
typedef struct ACXOBJECTBAG__ *ACXOBJECTBAG;
typedef struct ACXMANAGER__ *ACXMANAGER;
typedef struct ACXTARGETCIRCUIT__ *ACXTARGETCIRCUIT;
typedef struct ACXTARGETPIN__ *ACXTARGETPIN;
typedef struct ACXTARGETSTREAM__ *ACXTARGETSTREAM;
typedef struct ACXTARGETELEMENT__ *ACXTARGETELEMENT;
typedef struct ACXTARGETFACTORYCIRCUIT__ *ACXTARGETFACTORYCIRCUIT;
/* Buses (spbcx.h) */
typedef struct SPBTARGET__ *SPBTARGET;
typedef struct SPBREQUEST__ *SPBREQUEST;

/* USB (usb.h, usbdlib.h, usbdrivr.h). */
#define URB_FROM_IRP(irp) (IoGetCurrentIrpStackLocation(irp)->Parameters.Others.Argument1)
typedef PVOID USBD_PIPE_HANDLE;
typedef PVOID USBD_CONFIGURATION_HANDLE;
typedef PVOID USBD_INTERFACE_HANDLE;
typedef struct USBD_HANDLE__ *USBD_HANDLE;

/* Transport drivers (tdi.h). */
typedef struct _TA_ADDRESS {
	USHORT AddressLength;
	USHORT AddressType;
	UCHAR Address[1];
} TA_ADDRESS, *PTA_ADDRESS;
typedef struct _TRANSPORT_ADDRESS {
	LONG TAAddressCount;
	TA_ADDRESS Address[1];
} TRANSPORT_ADDRESS, *PTRANSPORT_ADDRESS;
typedef struct _TDI_ADDRESS_IP {
	USHORT sin_port;
	ULONG in_addr;
	UCHAR sin_zero[8];
} TDI_ADDRESS_IP, *PTDI_ADDRESS_IP;
typedef struct _TDI_ADDRESS_IP6 {
	USHORT sin6_port;
	ULONG sin6_flowinfo;
	USHORT sin6_addr[8];
	ULONG sin6_scope_id;
} TDI_ADDRESS_IP6, *PTDI_ADDRESS_IP6;
typedef struct _TDI_ADDRESS_INFO {
	ULONG ActivityCount;
	TRANSPORT_ADDRESS Address;
} TDI_ADDRESS_INFO, *PTDI_ADDRESS_INFO;
typedef struct _TA_ADDRESS_IP {
	LONG TAAddressCount;
	struct {
		USHORT AddressLength;
		USHORT AddressType;
		TDI_ADDRESS_IP Address[1];
	} Address[1];
} TA_IP_ADDRESS, *PTA_IP_ADDRESS;
typedef struct _TDI_CONNECTION_INFORMATION {
	LONG UserDataLength;
	PVOID UserData;
	LONG OptionsLength;
	PVOID Options;
	LONG RemoteAddressLength;
	PVOID RemoteAddress;
} TDI_CONNECTION_INFORMATION, *PTDI_CONNECTION_INFORMATION;
typedef struct _TDI_REQUEST_KERNEL {
	ULONG_PTR RequestFlags;
	PTDI_CONNECTION_INFORMATION RequestConnectionInformation;
	PTDI_CONNECTION_INFORMATION ReturnConnectionInformation;
	PVOID RequestSpecific;
} TDI_REQUEST_KERNEL, *PTDI_REQUEST_KERNEL;
typedef TDI_REQUEST_KERNEL TDI_REQUEST_KERNEL_CONNECT, *PTDI_REQUEST_KERNEL_CONNECT;
typedef TDI_REQUEST_KERNEL TDI_REQUEST_KERNEL_LISTEN, *PTDI_REQUEST_KERNEL_LISTEN;
typedef TDI_REQUEST_KERNEL TDI_REQUEST_KERNEL_ACCEPT, *PTDI_REQUEST_KERNEL_ACCEPT;
typedef TDI_REQUEST_KERNEL TDI_REQUEST_KERNEL_DISCONNECT, *PTDI_REQUEST_KERNEL_DISCONNECT;
typedef struct _TDI_REQUEST_KERNEL_ASSOCIATE {
	HANDLE AddressHandle;
} TDI_REQUEST_KERNEL_ASSOCIATE, *PTDI_REQUEST_KERNEL_ASSOCIATE;
typedef struct _TDI_REQUEST_KERNEL_SEND {
	ULONG SendLength;
	ULONG SendFlags;
} TDI_REQUEST_KERNEL_SEND, *PTDI_REQUEST_KERNEL_SEND;
typedef struct _TDI_REQUEST_KERNEL_RECEIVE {
	ULONG ReceiveLength;
	ULONG ReceiveFlags;
} TDI_REQUEST_KERNEL_RECEIVE, *PTDI_REQUEST_KERNEL_RECEIVE;
typedef struct _TDI_REQUEST_KERNEL_SENDDG {
	ULONG SendLength;
	PTDI_CONNECTION_INFORMATION SendDatagramInformation;
} TDI_REQUEST_KERNEL_SENDDG, *PTDI_REQUEST_KERNEL_SENDDG;
typedef struct _TDI_REQUEST_KERNEL_RECEIVEDG {
	ULONG ReceiveLength;
	PTDI_CONNECTION_INFORMATION ReceiveDatagramInformation;
	PTDI_CONNECTION_INFORMATION ReturnDatagramInformation;
	ULONG ReceiveFlags;
} TDI_REQUEST_KERNEL_RECEIVEDG, *PTDI_REQUEST_KERNEL_RECEIVEDG;
typedef struct _TDI_REQUEST_KERNEL_SET_EVENT {
	LONG EventType;
	PVOID EventHandler;
	PVOID EventContext;
} TDI_REQUEST_KERNEL_SET_EVENT, *PTDI_REQUEST_KERNEL_SET_EVENT;
typedef struct _TDI_REQUEST_KERNEL_QUERY_INFO {
	LONG QueryType;
	PTDI_CONNECTION_INFORMATION RequestConnectionInformation;
} TDI_REQUEST_KERNEL_QUERY_INFORMATION, *PTDI_REQUEST_KERNEL_QUERY_INFORMATION;

/* What a 64-bit kernel keeps for 32-bit programs (ntdef.h), and PCI (wdm.h). */
typedef struct _STRING32 {
	USHORT Length;
	USHORT MaximumLength;
	ULONG Buffer;
} STRING32, UNICODE_STRING32, ANSI_STRING32, *PSTRING32, *PUNICODE_STRING32, *PANSI_STRING32;
typedef DMA_ADAPTER ADAPTER_OBJECT, *PADAPTER_OBJECT;
typedef PCI_COMMON_CONFIG PCI_COMMON_HEADER, *PPCI_COMMON_HEADER;
#define _TRUNCATE ((size_t)-1)

/* USB (usbspec.h): what begins a control transfer. */
typedef union _BM_REQUEST_TYPE {
	struct {
		UCHAR Recipient : 2;
		UCHAR Reserved : 3;
		UCHAR Type : 2;
		UCHAR Dir : 1;
	} s;
	UCHAR B;
} BM_REQUEST_TYPE, *PBM_REQUEST_TYPE;
typedef struct _USB_DEFAULT_PIPE_SETUP_PACKET {
	BM_REQUEST_TYPE bmRequestType;
	UCHAR bRequest;
	union {
		struct {
			UCHAR LowByte;
			UCHAR HiByte;
		};
		USHORT W;
	} wValue;
	union {
		struct {
			UCHAR LowByte;
			UCHAR HiByte;
		};
		USHORT W;
	} wIndex;
	USHORT wLength;
} USB_DEFAULT_PIPE_SETUP_PACKET, *PUSB_DEFAULT_PIPE_SETUP_PACKET;

/* Objects, devices and rights (ntifs.h, wdm.h), serial ports (ntddser.h), disks (scsi.h). */
typedef struct _OBJECT_NAME_INFORMATION {
	UNICODE_STRING Name;
} OBJECT_NAME_INFORMATION, *POBJECT_NAME_INFORMATION;
#define OBJ_NAME_PATH_SEPARATOR ((WCHAR)L'\\')
typedef struct _DEVICE_RELATIONS {
	ULONG Count;
	PDEVICE_OBJECT Objects[1];
} DEVICE_RELATIONS, *PDEVICE_RELATIONS;
typedef struct _PRIVILEGE_SET {
	ULONG PrivilegeCount;
	ULONG Control;
	LUID_AND_ATTRIBUTES Privilege[1];
} PRIVILEGE_SET, *PPRIVILEGE_SET;
typedef struct _STRING UTF8_STRING, *PUTF8_STRING;
typedef const struct _STRING *PCUTF8_STRING;
typedef union _RTL_RUN_ONCE {
	PVOID Ptr;
} RTL_RUN_ONCE, *PRTL_RUN_ONCE;
typedef struct _SERIAL_XOFF_COUNTER {
	ULONG Timeout;
	LONG Counter;
	UCHAR XoffChar;
} SERIAL_XOFF_COUNTER, *PSERIAL_XOFF_COUNTER;
typedef struct _READ_CAPACITY_DATA_EX {
	LARGE_INTEGER LogicalBlockAddress;
	ULONG BytesPerBlock;
} READ_CAPACITY_DATA_EX, *PREAD_CAPACITY_DATA_EX;

typedef struct _PROCESS_BASIC_INFORMATION {
	NTSTATUS ExitStatus;
	PVOID PebBaseAddress;
	ULONG_PTR AffinityMask;
	LONG BasePriority;
	ULONG_PTR UniqueProcessId;
	ULONG_PTR InheritedFromUniqueProcessId;
} PROCESS_BASIC_INFORMATION, *PPROCESS_BASIC_INFORMATION;

/* Networks: the filtering platform (fwptypes.h, fwpmtypes.h, fwpsk.h). */
typedef enum FWP_DIRECTION_ {
	FWP_DIRECTION_OUTBOUND,
	FWP_DIRECTION_INBOUND,
	FWP_DIRECTION_MAX
} FWP_DIRECTION;
typedef enum FWP_DATA_TYPE_ {
	FWP_EMPTY,
	FWP_UINT8,
	FWP_UINT16,
	FWP_UINT32,
	FWP_UINT64,
	FWP_INT8,
	FWP_INT16,
	FWP_INT32,
	FWP_INT64,
	FWP_FLOAT,
	FWP_DOUBLE,
	FWP_BYTE_ARRAY16_TYPE,
	FWP_BYTE_BLOB_TYPE,
	FWP_SID,
	FWP_SECURITY_DESCRIPTOR_TYPE,
	FWP_TOKEN_INFORMATION_TYPE,
	FWP_TOKEN_ACCESS_INFORMATION_TYPE,
	FWP_UNICODE_STRING_TYPE,
	FWP_BYTE_ARRAY6_TYPE,
	FWP_SINGLE_DATA_TYPE_MAX = 0xff,
	FWP_V4_ADDR_MASK,
	FWP_V6_ADDR_MASK,
	FWP_RANGE_TYPE,
	FWP_DATA_TYPE_MAX
} FWP_DATA_TYPE;
typedef enum FWP_MATCH_TYPE_ {
	FWP_MATCH_EQUAL,
	FWP_MATCH_GREATER,
	FWP_MATCH_LESS,
	FWP_MATCH_GREATER_OR_EQUAL,
	FWP_MATCH_LESS_OR_EQUAL,
	FWP_MATCH_RANGE,
	FWP_MATCH_FLAGS_ALL_SET,
	FWP_MATCH_FLAGS_ANY_SET,
	FWP_MATCH_FLAGS_NONE_SET,
	FWP_MATCH_EQUAL_CASE_INSENSITIVE,
	FWP_MATCH_NOT_EQUAL,
	FWP_MATCH_TYPE_MAX
} FWP_MATCH_TYPE;
typedef struct FWP_BYTE_BLOB_ {
	UINT32 size;
	UINT8 *data;
} FWP_BYTE_BLOB;
typedef struct FWP_BYTE_ARRAY6_ {
	UINT8 byteArray6[6];
} FWP_BYTE_ARRAY6;
typedef struct FWP_BYTE_ARRAY16_ {
	UINT8 byteArray16[16];
} FWP_BYTE_ARRAY16;
typedef struct FWP_V4_ADDR_AND_MASK_ {
	UINT32 addr;
	UINT32 mask;
} FWP_V4_ADDR_AND_MASK;
typedef struct FWP_V6_ADDR_AND_MASK_ {
	UINT8 addr[16];
	UINT8 prefixLength;
} FWP_V6_ADDR_AND_MASK;
typedef struct FWP_VALUE0_ {
	FWP_DATA_TYPE type;
	union {
		UINT8 uint8;
		UINT16 uint16;
		UINT32 uint32;
		UINT64 *uint64;
		INT8 int8;
		INT16 int16;
		INT32 int32;
		INT64 *int64;
		float float32;
		double *double64;
		FWP_BYTE_ARRAY16 *byteArray16;
		FWP_BYTE_BLOB *byteBlob;
		SID *sid;
		FWP_BYTE_BLOB *sd;
		PVOID tokenInformation;
		FWP_BYTE_BLOB *tokenAccessInformation;
		LPWSTR unicodeString;
		FWP_BYTE_ARRAY6 *byteArray6;
	};
} FWP_VALUE0;
typedef struct FWP_RANGE0_ {
	FWP_VALUE0 valueLow;
	FWP_VALUE0 valueHigh;
} FWP_RANGE0;
typedef struct FWP_CONDITION_VALUE0_ {
	FWP_DATA_TYPE type;
	union {
		UINT8 uint8;
		UINT16 uint16;
		UINT32 uint32;
		UINT64 *uint64;
		INT8 int8;
		INT16 int16;
		INT32 int32;
		INT64 *int64;
		float float32;
		double *double64;
		FWP_BYTE_ARRAY16 *byteArray16;
		FWP_BYTE_BLOB *byteBlob;
		SID *sid;
		FWP_BYTE_BLOB *sd;
		PVOID tokenInformation;
		FWP_BYTE_BLOB *tokenAccessInformation;
		LPWSTR unicodeString;
		FWP_BYTE_ARRAY6 *byteArray6;
		FWP_V4_ADDR_AND_MASK *v4AddrMask;
		FWP_V6_ADDR_AND_MASK *v6AddrMask;
		FWP_RANGE0 *rangeValue;
	};
} FWP_CONDITION_VALUE0;
typedef struct FWPM_DISPLAY_DATA0_ {
	wchar_t *name;
	wchar_t *description;
} FWPM_DISPLAY_DATA0;
typedef struct FWPM_PROVIDER0_ {
	GUID providerKey;
	FWPM_DISPLAY_DATA0 displayData;
	UINT32 flags;
	FWP_BYTE_BLOB providerData;
	wchar_t *serviceName;
} FWPM_PROVIDER0;
typedef struct FWPM_SUBLAYER0_ {
	GUID subLayerKey;
	FWPM_DISPLAY_DATA0 displayData;
	UINT32 flags;
	GUID *providerKey;
	FWP_BYTE_BLOB providerData;
	UINT16 weight;
} FWPM_SUBLAYER0;
typedef struct FWPM_CALLOUT0_ {
	GUID calloutKey;
	FWPM_DISPLAY_DATA0 displayData;
	UINT32 flags;
	GUID *providerKey;
	FWP_BYTE_BLOB providerData;
	GUID applicableLayer;
	UINT32 calloutId;
} FWPM_CALLOUT0;
typedef struct FWPM_ACTION0_ {
	UINT32 type;
	union {
		GUID filterType;
		GUID calloutKey;
	};
} FWPM_ACTION0;
typedef struct FWPM_FILTER_CONDITION0_ {
	GUID fieldKey;
	FWP_MATCH_TYPE matchType;
	FWP_CONDITION_VALUE0 conditionValue;
} FWPM_FILTER_CONDITION0;
typedef struct FWPM_FILTER0_ {
	GUID filterKey;
	FWPM_DISPLAY_DATA0 displayData;
	UINT32 flags;
	GUID *providerKey;
	FWP_BYTE_BLOB providerData;
	GUID layerKey;
	GUID subLayerKey;
	FWP_VALUE0 weight;
	UINT32 numFilterConditions;
	FWPM_FILTER_CONDITION0 *filterCondition;
	FWPM_ACTION0 action;
	union {
		UINT64 rawContext;
		GUID providerContextKey;
	};
	GUID *reserved;
	UINT64 filterId;
	FWP_VALUE0 effectiveWeight;
} FWPM_FILTER0;
#define FWP_VALUE FWP_VALUE0
#define FWP_CONDITION_VALUE FWP_CONDITION_VALUE0
#define FWP_RANGE FWP_RANGE0
#define FWPM_DISPLAY_DATA FWPM_DISPLAY_DATA0
#define FWPM_PROVIDER FWPM_PROVIDER0
#define FWPM_SUBLAYER FWPM_SUBLAYER0
#define FWPM_CALLOUT FWPM_CALLOUT0
#define FWPM_ACTION FWPM_ACTION0
#define FWPM_FILTER_CONDITION FWPM_FILTER_CONDITION0
#define FWPM_FILTER FWPM_FILTER0
#define FWPS_INCOMING_METADATA_VALUES FWPS_INCOMING_METADATA_VALUES0
#define FWPS_STREAM_CALLOUT_IO_PACKET FWPS_STREAM_CALLOUT_IO_PACKET0
#define FWPS_STREAM_DATA FWPS_STREAM_DATA0
#define FWPS_TRANSPORT_SEND_PARAMS FWPS_TRANSPORT_SEND_PARAMS1
#define FWPS_CONNECT_REQUEST FWPS_CONNECT_REQUEST0
#define FWPS_BIND_REQUEST FWPS_BIND_REQUEST0
#define FWPS_PACKET_LIST_INFORMATION FWPS_PACKET_LIST_INFORMATION0
#define FWPS_IS_METADATA_FIELD_PRESENT(values, field) (((values)->currentMetadataValues & (field)) == (field))
#define FWPS_IS_L2_METADATA_FIELD_PRESENT(values, field) (((values)->currentL2MetadataValues & (field)) == (field))

/* Buses for single peripherals (spb.h). */
#define SPB_TRANSFER_LIST_AND_ENTRIES(count) struct { SPB_TRANSFER_LIST List; SPB_TRANSFER_LIST_ENTRY Entries[(count) - 1]; }

/* USB (usb.h). */
typedef LONG USBD_STATUS, *PUSBD_STATUS;

/* Storage (storport.h, ntdddisk.h, srb.h); sp_DRIVER_INITIALIZE is what the entry point of a miniport is. */
typedef ULONG sp_DRIVER_INITIALIZE(PVOID DriverObject, PVOID RegistryPath);
#define SMART_LOG_SECTOR_SIZE 512
typedef struct _STORAGE_REQUEST_BLOCK_HEADER {
	USHORT Length;
	UCHAR Function;
	UCHAR SrbStatus;
} STORAGE_REQUEST_BLOCK_HEADER, *PSTORAGE_REQUEST_BLOCK_HEADER;

/* File systems (ntifs.h). */
typedef struct _OPLOCK_KEY_ECP_CONTEXT {
	GUID OplockKey;
	ULONG Reserved;
} OPLOCK_KEY_ECP_CONTEXT, *POPLOCK_KEY_ECP_CONTEXT;
extern PSE_EXPORTS SeExports;

/* Audio (acxelements.h) and traces (wpprecorder.h). */
#define DECLARE_CONST_ACXOBJECTBAG_SYSTEM_PROPERTY_NAME(name) DECLARE_CONST_UNICODE_STRING(name, L"acx_" L## #name)
#define DECLARE_CONST_ACXOBJECTBAG_SOUNDWIRE_PROPERTY_NAME(name) DECLARE_CONST_UNICODE_STRING(name, L"sdw_" L## #name)
#define DECLARE_CONST_ACXOBJECTBAG_DRIVER_PROPERTY_NAME(vendor, name) DECLARE_CONST_UNICODE_STRING(name, L"" L## #vendor L"_" L## #name)
typedef PVOID RECORDER_LOG, *PRECORDER_LOG;

/* Kernel streaming (ksmedia.h, ks.h), with what it takes from windef.h. */
typedef struct tagRECT {
	LONG left;
	LONG top;
	LONG right;
	LONG bottom;
} RECT, *PRECT, *LPRECT;
typedef struct tagKS_RGBQUAD {
	UCHAR rgbBlue;
	UCHAR rgbGreen;
	UCHAR rgbRed;
	UCHAR rgbReserved;
} KS_RGBQUAD, *PKS_RGBQUAD;
typedef struct {
	KSPROPERTY Property;
	ULONG PinId;
	union {
		ULONG Reserved;
		ULONG Flags;
	};
} KSP_PIN, *PKSP_PIN;
typedef struct _KSAUDIOMODULE_PROPERTY {
	KSPROPERTY Property;
	GUID ClassId;
	ULONG InstanceId;
} KSAUDIOMODULE_PROPERTY, *PKSAUDIOMODULE_PROPERTY;
typedef struct {
	KSPROPERTY Property;
	GUID EventId;
} KSSOUNDDETECTORPROPERTY, *PKSSOUNDDETECTORPROPERTY;

/* What other systems and the C library call types of numbers, for drivers that are ported from there. */
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef int pid_t;
typedef unsigned short mode_t;
typedef long long off_t;
typedef long long loff_t;
typedef long clock_t;
