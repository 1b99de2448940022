/* Network drivers: the words of NDIS that are not plain functions or structures. */

typedef PVOID NDIS_HANDLE, *PNDIS_HANDLE;
typedef int NDIS_STATUS, *PNDIS_STATUS;
typedef ULONG NDIS_OID, *PNDIS_OID;
typedef UNICODE_STRING NDIS_STRING, *PNDIS_STRING;
typedef PHYSICAL_ADDRESS NDIS_PHYSICAL_ADDRESS, *PNDIS_PHYSICAL_ADDRESS;
typedef MDL NDIS_BUFFER, *PNDIS_BUFFER;
typedef struct _NDIS_SPIN_LOCK {
	KSPIN_LOCK SpinLock;
	KIRQL OldIrql;
} NDIS_SPIN_LOCK, *PNDIS_SPIN_LOCK;
typedef struct _NDIS_EVENT {
	KEVENT Event;
} NDIS_EVENT, *PNDIS_EVENT;
typedef ULONG NDIS_PORT_NUMBER, *PNDIS_PORT_NUMBER;
typedef ULONG NET_IFINDEX, *PNET_IFINDEX;
typedef USHORT NET_IFTYPE, *PNET_IFTYPE;

#define NDIS_STRING_CONST(text) RTL_CONSTANT_STRING(L##text)
#define NDIS_INIT_FUNCTION(name)
#define NDIS_PAGABLE_FUNCTION(name)
#define NDIS_PAGEABLE_FUNCTION(name)
#define NdisZeroMemory(to, length) RtlZeroMemory(to, length)
#define NdisFillMemory(to, length, value) RtlFillMemory(to, length, value)
#define NdisMoveMemory(to, from, length) RtlCopyMemory(to, from, length)
#define NdisEqualMemory(a, b, length) RtlEqualMemory(a, b, length)
#define NdisZeroMappedMemory(to, length) RtlZeroMemory(to, length)
#define NdisInterlockedIncrement(value) InterlockedIncrement(value)
#define NdisInterlockedDecrement(value) InterlockedDecrement(value)

/* Declarations of what a context is, for the code analysis of the kit. */
#define NDIS_DECLARE_MINIPORT_DRIVER_CONTEXT(type)
#define NDIS_DECLARE_MINIPORT_ADAPTER_CONTEXT(type)
#define NDIS_DECLARE_MINIPORT_INTERRUPT_CONTEXT(type)
#define NDIS_DECLARE_MINIPORT_IO_WORKITEM_CONTEXT(type)
#define NDIS_DECLARE_MINIPORT_DMA_CONTEXT(type)
#define NDIS_DECLARE_PROTOCOL_DRIVER_CONTEXT(type)
#define NDIS_DECLARE_PROTOCOL_OPEN_CONTEXT(type)
#define NDIS_DECLARE_FILTER_DRIVER_CONTEXT(type)
#define NDIS_DECLARE_FILTER_MODULE_CONTEXT(type)
#define NDIS_DECLARE_FILTER_IO_WORKITEM_CONTEXT(type)
#define NDIS_DECLARE_NDIS_IO_WORKITEM_CONTEXT(type)
#define NDIS_DECLARE_TIMER_FUNCTION_CONTEXT(type)
#define NDIS_DECLARE_SG_DMA_CONTEXT(type)

/* Network buffers, and the macros that name their members: drivers assign to them. */
typedef struct _NET_BUFFER {
	struct _NET_BUFFER *Next;
	PMDL CurrentMdl;
	ULONG CurrentMdlOffset;
	ULONG DataLength;
	SIZE_T stDataLength;
	PMDL MdlChain;
	ULONG DataOffset;
	USHORT ChecksumBias;
	USHORT Reserved;
	NDIS_HANDLE NdisPoolHandle;
	PVOID NdisReserved[2];
	PVOID ProtocolReserved[6];
	PVOID MiniportReserved[4];
	PHYSICAL_ADDRESS DataPhysicalAddress;
} NET_BUFFER, *PNET_BUFFER;

typedef struct _NET_BUFFER_LIST_CONTEXT *PNET_BUFFER_LIST_CONTEXT;
typedef struct _NET_BUFFER_LIST {
	struct _NET_BUFFER_LIST *Next;
	PNET_BUFFER FirstNetBuffer;
	PNET_BUFFER_LIST_CONTEXT Context;
	struct _NET_BUFFER_LIST *ParentNetBufferList;
	NDIS_HANDLE NdisPoolHandle;
	PVOID NdisReserved[2];
	PVOID ProtocolReserved[4];
	PVOID MiniportReserved[2];
	PVOID Scratch;
	NDIS_HANDLE SourceHandle;
	ULONG NblFlags;
	LONG ChildRefCount;
	ULONG Flags;
	NDIS_STATUS Status;
	PVOID NetBufferListInfo[64];
} NET_BUFFER_LIST, *PNET_BUFFER_LIST;

#define NET_BUFFER_NEXT_NB(buffer) ((buffer)->Next)
#define NET_BUFFER_FIRST_MDL(buffer) ((buffer)->MdlChain)
#define NET_BUFFER_CURRENT_MDL(buffer) ((buffer)->CurrentMdl)
#define NET_BUFFER_CURRENT_MDL_OFFSET(buffer) ((buffer)->CurrentMdlOffset)
#define NET_BUFFER_DATA_LENGTH(buffer) ((buffer)->DataLength)
#define NET_BUFFER_DATA_OFFSET(buffer) ((buffer)->DataOffset)
#define NET_BUFFER_CHECKSUM_BIAS(buffer) ((buffer)->ChecksumBias)
#define NET_BUFFER_PROTOCOL_RESERVED(buffer) ((buffer)->ProtocolReserved)
#define NET_BUFFER_MINIPORT_RESERVED(buffer) ((buffer)->MiniportReserved)
#define NET_BUFFER_LIST_NEXT_NBL(list) ((list)->Next)
#define NET_BUFFER_LIST_FIRST_NB(list) ((list)->FirstNetBuffer)
#define NET_BUFFER_LIST_FLAGS(list) ((list)->Flags)
#define NET_BUFFER_LIST_NBL_FLAGS(list) ((list)->NblFlags)
#define NET_BUFFER_LIST_STATUS(list) ((list)->Status)
#define NDIS_MDL_LINKAGE(mdl) ((mdl)->Next)
#define NET_BUFFER_LIST_COALESCED_SEG_COUNT(list) (((USHORT *)&(list)->NetBufferListInfo[TcpRecvSegCoalesceInfo])[0])
#define NET_BUFFER_LIST_DUP_ACK_COUNT(list) (((USHORT *)&(list)->NetBufferListInfo[TcpRecvSegCoalesceInfo])[1])
#define NET_BUFFER_LIST_INFO(list, id) ((list)->NetBufferListInfo[(id)])
#define NET_BUFFER_LIST_PROTOCOL_RESERVED(list) ((list)->ProtocolReserved)
#define NET_BUFFER_LIST_MINIPORT_RESERVED(list) ((list)->MiniportReserved)

typedef UCHAR DOT11_MAC_ADDRESS[6];
typedef DOT11_MAC_ADDRESS *PDOT11_MAC_ADDRESS;

/* NDIS 5. */
typedef struct _NDIS_PACKET_PRIVATE {
	UINT PhysicalCount;
	UINT TotalLength;
	PNDIS_BUFFER Head;
	PNDIS_BUFFER Tail;
	PVOID Pool;
	UINT Count;
	ULONG Flags;
	BOOLEAN ValidCounts;
	UCHAR NdisPacketFlags;
	USHORT NdisPacketOobOffset;
} NDIS_PACKET_PRIVATE, *PNDIS_PACKET_PRIVATE;
typedef struct _NDIS_PACKET {
	NDIS_PACKET_PRIVATE Private;
	union {
		struct { UCHAR MiniportReserved[16]; UCHAR WrapperReserved[16]; };
		struct { UCHAR MiniportReservedEx[24]; UCHAR WrapperReservedEx[8]; };
		struct { UCHAR MacReserved[32]; };
	};
	ULONG_PTR Reserved[2];
	UCHAR ProtocolReserved[1];
} NDIS_PACKET, *PNDIS_PACKET;
