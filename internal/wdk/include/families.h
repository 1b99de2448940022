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
