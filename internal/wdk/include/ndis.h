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
