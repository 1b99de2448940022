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

/* USB (usb.h, usbdlib.h). */
typedef PVOID USBD_PIPE_HANDLE;
typedef PVOID USBD_CONFIGURATION_HANDLE;
typedef PVOID USBD_INTERFACE_HANDLE;
typedef struct USBD_HANDLE__ *USBD_HANDLE;
