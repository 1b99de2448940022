/* Kernel streaming (ks.h, portcls.h): what descriptors and tables of properties, methods and
   events are written with. */

#define NANOSECONDS 10000000
#define _100NS_UNITS_PER_SECOND 10000000L
#define SIZEOF_ARRAY(array) (sizeof(array) / sizeof((array)[0]))
#define STATICGUIDOF(guid) STATIC_##guid

#define DEFINE_KSPROPERTY_TABLE(table) const KSPROPERTY_ITEM table[] =
#define DEFINE_KSPROPERTY_SET_TABLE(table) const KSPROPERTY_SET table[] =
#define DEFINE_KSMETHOD_TABLE(table) const KSMETHOD_ITEM table[] =
#define DEFINE_KSMETHOD_SET_TABLE(table) const KSMETHOD_SET table[] =
#define DEFINE_KSEVENT_TABLE(table) const KSEVENT_ITEM table[] =
#define DEFINE_KSEVENT_SET_TABLE(table) const KSEVENT_SET table[] =
#define DEFINE_KSAUTOMATION_TABLE(table) const KSAUTOMATION_TABLE table =
#define DEFINE_KSPROPERTY_ITEM(...) { __VA_ARGS__ }
#define DEFINE_KSPROPERTY_SET(...) { __VA_ARGS__ }
#define DEFINE_KSMETHOD_ITEM(...) { __VA_ARGS__ }
#define DEFINE_KSMETHOD_SET(...) { __VA_ARGS__ }
#define DEFINE_KSEVENT_ITEM(...) { __VA_ARGS__ }
#define DEFINE_KSEVENT_SET(...) { __VA_ARGS__ }
#define DEFINE_KSPROPERTY_ITEM_PIN_CINSTANCES(handler) { KSPROPERTY_PIN_CINSTANCES, handler }
#define DEFINE_KSPROPERTY_ITEM_PIN_DATAINTERSECTION(handler) { KSPROPERTY_PIN_DATAINTERSECTION, handler }
#define DEFINE_KSPROPERTY_ITEM_PIN_NAME(handler) { KSPROPERTY_PIN_NAME, handler }
#define DEFINE_KSPROPERTY_ITEM_PIN_NECESSARYINSTANCES(handler) { KSPROPERTY_PIN_NECESSARYINSTANCES, handler }
#define DEFINE_KSPROPERTY_ITEM_PIN_PHYSICALCONNECTION(handler) { KSPROPERTY_PIN_PHYSICALCONNECTION, handler }
#define DEFINE_KSPROPERTY_ITEM_CONNECTION_STATE(get, set) { KSPROPERTY_CONNECTION_STATE, get, set }
#define DEFINE_KSPROPERTY_ITEM_CONNECTION_DATAFORMAT(get, set) { KSPROPERTY_CONNECTION_DATAFORMAT, get, set }
#define DEFINE_KSPROPERTY_ITEM_CONNECTION_ALLOCATORFRAMING(get) { KSPROPERTY_CONNECTION_ALLOCATORFRAMING, get }

#define DEFINE_KSAUTOMATION_PROPERTIES(table) SIZEOF_ARRAY(table), sizeof(KSPROPERTY_ITEM), table
#define DEFINE_KSAUTOMATION_METHODS(table) SIZEOF_ARRAY(table), sizeof(KSMETHOD_ITEM), table
#define DEFINE_KSAUTOMATION_EVENTS(table) SIZEOF_ARRAY(table), sizeof(KSEVENT_ITEM), table
#define DEFINE_KSAUTOMATION_PROPERTIES_NULL 0, sizeof(KSPROPERTY_ITEM), 0
#define DEFINE_KSAUTOMATION_METHODS_NULL 0, sizeof(KSMETHOD_ITEM), 0
#define DEFINE_KSAUTOMATION_EVENTS_NULL 0, sizeof(KSEVENT_ITEM), 0

#define DEFINE_KSFILTER_DESCRIPTOR(name) const KSFILTER_DESCRIPTOR name =
#define DEFINE_KSFILTER_DESCRIPTOR_TABLE(table) const KSFILTER_DESCRIPTOR *const table[] =
#define DECLARE_SIMPLE_FRAMING_EX(name, memory, flags, frames, alignment, least, most) const KSALLOCATOR_FRAMING_EX name = { 1 }
#define DEFINE_KSFILTER_PIN_DESCRIPTORS(table) SIZEOF_ARRAY(table), sizeof((table)[0]), table
#define DEFINE_KSFILTER_PIN_DESCRIPTORS_NULL 0, sizeof(KSPIN_DESCRIPTOR_EX), 0
#define DEFINE_KSFILTER_CATEGORIES(table) SIZEOF_ARRAY(table), table
#define DEFINE_KSFILTER_CATEGORY(category) 1, &(category)
#define DEFINE_KSFILTER_CATEGORIES_NULL 0, 0
#define DEFINE_KSFILTER_NODE_DESCRIPTORS(table) SIZEOF_ARRAY(table), sizeof((table)[0]), table
#define DEFINE_KSFILTER_NODE_DESCRIPTORS_NULL 0, sizeof(KSNODE_DESCRIPTOR), 0
#define DEFINE_KSFILTER_CONNECTIONS(table) SIZEOF_ARRAY(table), table
#define DEFINE_KSFILTER_DEFAULT_CONNECTIONS 0, 0
#define DEFINE_KSPIN_DEFAULT_INTERFACES 0, 0
#define DEFINE_KSPIN_DEFAULT_MEDIUMS 0, 0
#define DEFINE_KSPIN_INTERFACE_TABLE(table) const KSPIN_INTERFACE table[] =
#define DEFINE_KSPIN_MEDIUM_TABLE(table) const KSPIN_MEDIUM table[] =

typedef struct _KSDEVICE KSDEVICE, *PKSDEVICE;
typedef NTSTATUS (*PFNKSDEVICECREATE)(PKSDEVICE Device);
typedef NTSTATUS (*PFNKSDEVICEPNPSTART)(PKSDEVICE Device, PIRP Irp, PCM_RESOURCE_LIST TranslatedResourceList, PCM_RESOURCE_LIST UntranslatedResourceList);
typedef NTSTATUS (*PFNKSDEVICE)(PKSDEVICE Device);
typedef NTSTATUS (*PFNKSDEVICEIRP)(PKSDEVICE Device, PIRP Irp);
typedef void (*PFNKSDEVICEIRPVOID)(PKSDEVICE Device, PIRP Irp);
typedef NTSTATUS (*PFNKSDEVICEQUERYCAPABILITIES)(PKSDEVICE Device, PIRP Irp, PDEVICE_CAPABILITIES Capabilities);
typedef NTSTATUS (*PFNKSDEVICEQUERYPOWER)(PKSDEVICE Device, PIRP Irp, DEVICE_POWER_STATE DeviceTo, DEVICE_POWER_STATE DeviceFrom, SYSTEM_POWER_STATE SystemTo, SYSTEM_POWER_STATE SystemFrom, POWER_ACTION Action);
typedef void (*PFNKSDEVICESETPOWER)(PKSDEVICE Device, PIRP Irp, DEVICE_POWER_STATE To, DEVICE_POWER_STATE From);
typedef struct _KSDEVICE_DISPATCH {
	PFNKSDEVICECREATE Add;
	PFNKSDEVICEPNPSTART Start;
	PFNKSDEVICE PostStart;
	PFNKSDEVICEIRP QueryStop;
	PFNKSDEVICEIRPVOID CancelStop;
	PFNKSDEVICEIRPVOID Stop;
	PFNKSDEVICEIRP QueryRemove;
	PFNKSDEVICEIRPVOID CancelRemove;
	PFNKSDEVICEIRPVOID Remove;
	PFNKSDEVICEQUERYCAPABILITIES QueryCapabilities;
	PFNKSDEVICEIRPVOID SurpriseRemoval;
	PFNKSDEVICEQUERYPOWER QueryPower;
	PFNKSDEVICESETPOWER SetPower;
	PFNKSDEVICEIRP QueryInterface;
} KSDEVICE_DISPATCH, *PKSDEVICE_DISPATCH;
typedef struct _KSDEVICE_DESCRIPTOR {
	const KSDEVICE_DISPATCH *Dispatch;
	ULONG FilterDescriptorsCount;
	const void *FilterDescriptors;
	ULONG Version;
	ULONG Flags;
	PVOID Reserved[1];
} KSDEVICE_DESCRIPTOR, *PKSDEVICE_DESCRIPTOR;
struct _KSDEVICE {
	const KSDEVICE_DESCRIPTOR *Descriptor;
	PVOID Bag;
	PVOID Context;
	PDEVICE_OBJECT FunctionalDeviceObject;
	PDEVICE_OBJECT PhysicalDeviceObject;
	PDEVICE_OBJECT NextDeviceObject;
	BOOLEAN Started;
	SYSTEM_POWER_STATE SystemPowerState;
	DEVICE_POWER_STATE DevicePowerState;
};
typedef struct _KSIDENTIFIER {
	GUID Set;
	ULONG Id;
	ULONG Flags;
} KSIDENTIFIER, *PKSIDENTIFIER, KSPROPERTY, *PKSPROPERTY, KSMETHOD, *PKSMETHOD, KSEVENT, *PKSEVENT, KSPIN_INTERFACE, *PKSPIN_INTERFACE, KSPIN_MEDIUM, *PKSPIN_MEDIUM;
typedef struct _KSDATAFORMAT {
	ULONG FormatSize;
	ULONG Flags;
	ULONG SampleSize;
	ULONG Reserved;
	GUID MajorFormat;
	GUID SubFormat;
	GUID Specifier;
} KSDATAFORMAT, *PKSDATAFORMAT, KSDATARANGE, *PKSDATARANGE;
typedef struct _KSDATARANGE_AUDIO {
	KSDATARANGE DataRange;
	ULONG MaximumChannels;
	ULONG MinimumBitsPerSample;
	ULONG MaximumBitsPerSample;
	ULONG MinimumSampleFrequency;
	ULONG MaximumSampleFrequency;
} KSDATARANGE_AUDIO, *PKSDATARANGE_AUDIO;
typedef struct tWAVEFORMATEX {
	USHORT wFormatTag;
	USHORT nChannels;
	ULONG nSamplesPerSec;
	ULONG nAvgBytesPerSec;
	USHORT nBlockAlign;
	USHORT wBitsPerSample;
	USHORT cbSize;
} WAVEFORMATEX, *PWAVEFORMATEX, *LPWAVEFORMATEX;
typedef struct _WAVEFORMATEXTENSIBLE {
	WAVEFORMATEX Format;
	union {
		USHORT wValidBitsPerSample;
		USHORT wSamplesPerBlock;
		USHORT wReserved;
	} Samples;
	ULONG dwChannelMask;
	GUID SubFormat;
} WAVEFORMATEXTENSIBLE, *PWAVEFORMATEXTENSIBLE;
typedef struct _KSDATAFORMAT_WAVEFORMATEX {
	KSDATAFORMAT DataFormat;
	WAVEFORMATEX WaveFormatEx;
} KSDATAFORMAT_WAVEFORMATEX, *PKSDATAFORMAT_WAVEFORMATEX;
typedef struct _KSDATAFORMAT_WAVEFORMATEXTENSIBLE {
	KSDATAFORMAT DataFormat;
	WAVEFORMATEXTENSIBLE WaveFormatExt;
} KSDATAFORMAT_WAVEFORMATEXTENSIBLE, *PKSDATAFORMAT_WAVEFORMATEXTENSIBLE;
typedef struct _KSPIN_DESCRIPTOR {
	ULONG InterfacesCount;
	const KSPIN_INTERFACE *Interfaces;
	ULONG MediumsCount;
	const KSPIN_MEDIUM *Mediums;
	ULONG DataRangesCount;
	const PKSDATARANGE *DataRanges;
	int DataFlow;
	int Communication;
	const GUID *Category;
	const GUID *Name;
	union {
		LONGLONG Reserved;
		struct {
			ULONG ConstrainedDataRangesCount;
			PKSDATARANGE *ConstrainedDataRanges;
		};
	};
} KSPIN_DESCRIPTOR, *PKSPIN_DESCRIPTOR;
typedef struct _KSTOPOLOGY_CONNECTION {
	ULONG FromNode;
	ULONG FromNodePin;
	ULONG ToNode;
	ULONG ToNodePin;
} KSTOPOLOGY_CONNECTION, *PKSTOPOLOGY_CONNECTION, PCCONNECTION_DESCRIPTOR, *PPCCONNECTION_DESCRIPTOR;

typedef enum {
	KSSTATE_STOP,
	KSSTATE_ACQUIRE,
	KSSTATE_PAUSE,
	KSSTATE_RUN
} KSSTATE, *PKSSTATE;
typedef void (*PFNKSFREE)(PVOID Data);
typedef struct {
	ULONG Size;
	ULONG Flags;
	GUID Attribute;
} KSATTRIBUTE, *PKSATTRIBUTE;
typedef struct {
	ULONG Count;
	PKSATTRIBUTE *Attributes;
} KSATTRIBUTE_LIST, *PKSATTRIBUTE_LIST;
typedef struct {
	ULONG Size;
	ULONG Count;
} KSMULTIPLE_ITEM, *PKSMULTIPLE_ITEM;
typedef NTSTATUS (*PFNKSHANDLER)(PIRP Irp, PKSIDENTIFIER Request, PVOID Data);
typedef struct {
	ULONG PropertyId;
	PFNKSHANDLER GetPropertyHandler;
	ULONG MinProperty;
	ULONG MinData;
	PFNKSHANDLER SetPropertyHandler;
	const void *Values;
	ULONG RelationsCount;
	const KSPROPERTY *Relations;
	PFNKSHANDLER SupportHandler;
	ULONG SerializedSize;
} KSPROPERTY_ITEM, *PKSPROPERTY_ITEM;
typedef struct {
	const GUID *Set;
	ULONG PropertiesCount;
	const KSPROPERTY_ITEM *PropertyItem;
	ULONG FastIoCount;
	const void *FastIoTable;
} KSPROPERTY_SET, *PKSPROPERTY_SET;
typedef struct {
	ULONG MethodId;
	PFNKSHANDLER MethodHandler;
	ULONG MinMethod;
	ULONG MinData;
	PFNKSHANDLER SupportHandler;
	ULONG Flags;
} KSMETHOD_ITEM, *PKSMETHOD_ITEM;
typedef struct {
	const GUID *Set;
	ULONG MethodsCount;
	const KSMETHOD_ITEM *MethodItem;
	ULONG FastIoCount;
	const void *FastIoTable;
} KSMETHOD_SET, *PKSMETHOD_SET;
typedef struct {
	ULONG EventId;
	ULONG DataInput;
	ULONG ExtraEntryData;
	NTSTATUS (*AddHandler)();
	void (*RemoveHandler)();
	PFNKSHANDLER SupportHandler;
} KSEVENT_ITEM, *PKSEVENT_ITEM;
typedef struct {
	const GUID *Set;
	ULONG EventsCount;
	const KSEVENT_ITEM *EventItem;
} KSEVENT_SET, *PKSEVENT_SET;
typedef struct KSAUTOMATION_TABLE_ {
	ULONG PropertySetsCount;
	ULONG PropertyItemSize;
	const KSPROPERTY_SET *PropertySets;
	ULONG MethodSetsCount;
	ULONG MethodItemSize;
	const KSMETHOD_SET *MethodSets;
	ULONG EventSetsCount;
	ULONG EventItemSize;
	const KSEVENT_SET *EventSets;
	PVOID Alignment;
} KSAUTOMATION_TABLE, *PKSAUTOMATION_TABLE;
typedef struct _KSNODE_DESCRIPTOR {
	const KSAUTOMATION_TABLE *AutomationTable;
	const GUID *Type;
	const GUID *Name;
	PVOID Alignment;
} KSNODE_DESCRIPTOR, *PKSNODE_DESCRIPTOR;

typedef struct _PCPROPERTY_REQUEST PCPROPERTY_REQUEST, *PPCPROPERTY_REQUEST;
typedef struct _PCMETHOD_REQUEST PCMETHOD_REQUEST, *PPCMETHOD_REQUEST;
typedef struct _PCEVENT_REQUEST PCEVENT_REQUEST, *PPCEVENT_REQUEST;
typedef NTSTATUS (*PCPFNPROPERTY_HANDLER)(PPCPROPERTY_REQUEST PropertyRequest);
typedef NTSTATUS (*PCPFNMETHOD_HANDLER)(PPCMETHOD_REQUEST MethodRequest);
typedef NTSTATUS (*PCPFNEVENT_HANDLER)(PPCEVENT_REQUEST EventRequest);
typedef struct {
	const GUID *Set;
	ULONG Id;
	ULONG Flags;
	PCPFNPROPERTY_HANDLER Handler;
} PCPROPERTY_ITEM, *PPCPROPERTY_ITEM;
typedef struct {
	const GUID *Set;
	ULONG Id;
	ULONG Flags;
	PCPFNMETHOD_HANDLER Handler;
} PCMETHOD_ITEM, *PPCMETHOD_ITEM;
typedef struct {
	const GUID *Set;
	ULONG Id;
	ULONG Flags;
	PCPFNEVENT_HANDLER Handler;
} PCEVENT_ITEM, *PPCEVENT_ITEM;
struct _PCPROPERTY_REQUEST {
	PUNKNOWN MajorTarget;
	PUNKNOWN MinorTarget;
	ULONG Node;
	const PCPROPERTY_ITEM *PropertyItem;
	ULONG Verb;
	ULONG InstanceSize;
	PVOID Instance;
	ULONG ValueSize;
	PVOID Value;
	PIRP Irp;
};
struct _PCMETHOD_REQUEST {
	PUNKNOWN MajorTarget;
	PUNKNOWN MinorTarget;
	ULONG Node;
	const PCMETHOD_ITEM *MethodItem;
	ULONG Verb;
};
struct _PCEVENT_REQUEST {
	PUNKNOWN MajorTarget;
	PUNKNOWN MinorTarget;
	ULONG Node;
	const PCEVENT_ITEM *EventItem;
	struct _KSEVENT_ENTRY *EventEntry;
	ULONG Verb;
	PIRP Irp;
};
typedef struct {
	ULONG PropertyItemSize;
	ULONG PropertyCount;
	const PCPROPERTY_ITEM *Properties;
	ULONG MethodItemSize;
	ULONG MethodCount;
	const PCMETHOD_ITEM *Methods;
	ULONG EventItemSize;
	ULONG EventCount;
	const PCEVENT_ITEM *Events;
	ULONG Reserved;
} PCAUTOMATION_TABLE, *PPCAUTOMATION_TABLE;
typedef struct {
	ULONG MaxGlobalInstanceCount;
	ULONG MaxFilterInstanceCount;
	ULONG MinFilterInstanceCount;
	const PCAUTOMATION_TABLE *AutomationTable;
	KSPIN_DESCRIPTOR KsPinDescriptor;
} PCPIN_DESCRIPTOR, *PPCPIN_DESCRIPTOR;
typedef struct {
	ULONG Flags;
	const PCAUTOMATION_TABLE *AutomationTable;
	const GUID *Type;
	const GUID *Name;
} PCNODE_DESCRIPTOR, *PPCNODE_DESCRIPTOR;
typedef struct {
	ULONG Version;
	const PCAUTOMATION_TABLE *AutomationTable;
	ULONG PinSize;
	ULONG PinCount;
	const PCPIN_DESCRIPTOR *Pins;
	ULONG NodeSize;
	ULONG NodeCount;
	const PCNODE_DESCRIPTOR *Nodes;
	ULONG ConnectionCount;
	const PCCONNECTION_DESCRIPTOR *Connections;
	ULONG CategoryCount;
	const GUID *Categories;
} PCFILTER_DESCRIPTOR, *PPCFILTER_DESCRIPTOR;
#define _DbgPrintF(level, text) ((void)0)
#define DEFINE_PCAUTOMATION_TABLE(name, properties, propertyCount, methods, methodCount, events, eventCount) const PCAUTOMATION_TABLE name = { sizeof(PCPROPERTY_ITEM), propertyCount, properties, sizeof(PCMETHOD_ITEM), methodCount, methods, sizeof(PCEVENT_ITEM), eventCount, events, 0 }
#define DEFINE_PCAUTOMATION_TABLE_PROP(name, properties) DEFINE_PCAUTOMATION_TABLE(name, properties, SIZEOF_ARRAY(properties), NULL, 0, NULL, 0)
#define DEFINE_PCAUTOMATION_TABLE_EVENT(name, events) DEFINE_PCAUTOMATION_TABLE(name, NULL, 0, NULL, 0, events, SIZEOF_ARRAY(events))
#define DEFINE_PCAUTOMATION_TABLE_PROP_EVENT(name, properties, events) DEFINE_PCAUTOMATION_TABLE(name, properties, SIZEOF_ARRAY(properties), NULL, 0, events, SIZEOF_ARRAY(events))
#define DEFINE_PCAUTOMATION_TABLE_PROP_METHOD(name, properties, methods) DEFINE_PCAUTOMATION_TABLE(name, properties, SIZEOF_ARRAY(properties), methods, SIZEOF_ARRAY(methods), NULL, 0)
#define DEFINE_PCAUTOMATION_TABLE_PROP_METHOD_EVENT(name, properties, methods, events) DEFINE_PCAUTOMATION_TABLE(name, properties, SIZEOF_ARRAY(properties), methods, SIZEOF_ARRAY(methods), events, SIZEOF_ARRAY(events))
