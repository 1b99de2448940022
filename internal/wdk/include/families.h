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
