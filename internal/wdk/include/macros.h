/* Macros that compute: addresses, sizes, versions, control codes. */

#define CONTAINING_RECORD(address, type, field) ((type *)((PCHAR)(address) - (ULONG_PTR)(&((type *)0)->field)))
#define FIELD_OFFSET(type, field) ((LONG)(LONG_PTR)&(((type *)0)->field))
#define UFIELD_OFFSET(type, field) ((ULONG)(LONG_PTR)&(((type *)0)->field))
#define offsetof(type, field) ((size_t)&(((type *)0)->field))
#define RTL_FIELD_SIZE(type, field) (sizeof(((type *)0)->field))
#define FIELD_SIZE(type, field) (sizeof(((type *)0)->field))
#define RTL_FIELD_TYPE(type, field) (((type *)0)->field)
#define RTL_SIZEOF_THROUGH_FIELD(type, field) (FIELD_OFFSET(type, field) + RTL_FIELD_SIZE(type, field))
#define RTL_CONTAINS_FIELD(record, size, field) ((((PCHAR)(&(record)->field)) + sizeof((record)->field)) <= (((PCHAR)(record)) + (size)))
#define RTL_NUMBER_OF(array) (sizeof(array) / sizeof((array)[0]))
#define RTL_NUMBER_OF_V1(array) (sizeof(array) / sizeof((array)[0]))
#define RTL_NUMBER_OF_V2(array) (sizeof(array) / sizeof((array)[0]))
#define RTL_NUMBER_OF_FIELD(type, field) (RTL_NUMBER_OF(RTL_FIELD_TYPE(type, field)))
#define TYPE_ALIGNMENT(type) __alignof(type)
#define PROBE_ALIGNMENT(type) __alignof(type)
#define RTL_BITS_OF(x) (sizeof(x) * 8)
#define ARRAYSIZE(array) (sizeof(array) / sizeof((array)[0]))
#define _ARRAYSIZE(array) (sizeof(array) / sizeof((array)[0]))
#define _countof(array) (sizeof(array) / sizeof((array)[0]))

#define RTL_CONSTANT_STRING(text) { sizeof(text) - sizeof((text)[0]), sizeof(text), (void *)(text) }
#define DECLARE_CONST_UNICODE_STRING(name, text) const UNICODE_STRING name = { sizeof(text) - 2, sizeof(text), (PWCH)(text) }
#define DECLARE_GLOBAL_CONST_UNICODE_STRING(name, text) const UNICODE_STRING name = { sizeof(text) - 2, sizeof(text), (PWCH)(text) }
#define DECLARE_UNICODE_STRING_SIZE(name, count) WCHAR name##_buffer[count]; UNICODE_STRING name = { 0, (count) * 2, name##_buffer }

#define WHILE(condition) while (condition)
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define __min(a, b) (((a) < (b)) ? (a) : (b))
#define __max(a, b) (((a) > (b)) ? (a) : (b))

#define Add2Ptr(pointer, offset) ((PVOID)((PUCHAR)(pointer) + (offset)))
#define PtrOffset(base, pointer) ((ULONG)((ULONG_PTR)(pointer) - (ULONG_PTR)(base)))
#define RtlOffsetToPointer(base, offset) ((PCHAR)(((PCHAR)(base)) + ((ULONG_PTR)(offset))))
#define RtlPointerToOffset(base, pointer) ((ULONG)(((PCHAR)(pointer)) - ((PCHAR)(base))))
#define ALIGN_DOWN_BY(length, alignment) ((ULONG_PTR)(length) & ~((ULONG_PTR)(alignment) - 1))
#define ALIGN_UP_BY(length, alignment) (((ULONG_PTR)(length) + (alignment) - 1) & ~((ULONG_PTR)(alignment) - 1))
#define ALIGN_DOWN(length, type) ALIGN_DOWN_BY(length, sizeof(type))
#define ALIGN_UP(length, type) ALIGN_UP_BY(length, sizeof(type))
#define ALIGN_DOWN_POINTER_BY(address, alignment) ((PVOID)ALIGN_DOWN_BY(address, alignment))
#define ALIGN_UP_POINTER_BY(address, alignment) ((PVOID)ALIGN_UP_BY(address, alignment))
#define ALIGN_DOWN_POINTER(address, type) ((PVOID)ALIGN_DOWN(address, type))
#define ALIGN_UP_POINTER(address, type) ((PVOID)ALIGN_UP(address, type))
#define IS_ALIGNED(pointer, alignment) (((ULONG_PTR)(pointer) & ((alignment) - 1)) == 0)
#define WordAlign(x) ((((ULONG)(x)) + 1) & 0xfffffffe)
#define LongAlign(x) ((((ULONG)(x)) + 3) & 0xfffffffc)
#define QuadAlign(x) ((((ULONG)(x)) + 7) & 0xfffffff8)
#define WordAlignPtr(x) ((PVOID)((((ULONG_PTR)(x)) + 1) & ~(ULONG_PTR)1))
#define LongAlignPtr(x) ((PVOID)((((ULONG_PTR)(x)) + 3) & ~(ULONG_PTR)3))
#define QuadAlignPtr(x) ((PVOID)((((ULONG_PTR)(x)) + 7) & ~(ULONG_PTR)7))
#define ROUND_TO_PAGES(size) (((ULONG_PTR)(size) + PAGE_SIZE - 1) & ~(ULONG_PTR)(PAGE_SIZE - 1))
#define ROUND_TO_SIZE(length, alignment) (((length) + (alignment) - 1) & ~((alignment) - 1))
#define BYTES_TO_PAGES(size) (((size) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define BYTE_OFFSET(address) ((ULONG)((LONG_PTR)(address) & (PAGE_SIZE - 1)))
#define PAGE_ALIGN(address) ((PVOID)((ULONG_PTR)(address) & ~(PAGE_SIZE - 1)))
#define ADDRESS_AND_SIZE_TO_SPAN_PAGES(address, size) ((ULONG)(((ULONG_PTR)(address) + (size) + PAGE_SIZE - 1) >> PAGE_SHIFT))
#define COMPUTE_PAGES_SPANNED(address, size) ADDRESS_AND_SIZE_TO_SPAN_PAGES(address, size)

#define Int32x32To64(a, b) (((LONGLONG)(a)) * ((LONGLONG)(b)))
#define UInt32x32To64(a, b) (((ULONGLONG)(a)) * ((ULONGLONG)(b)))
#define Int64ShllMod32(a, b) ((ULONGLONG)(a) << (b))
#define Int64ShrlMod32(a, b) ((ULONGLONG)(a) >> (b))
#define nullptr ((void *)0)
#define HandleToUlong(handle) ((ULONG)(ULONG_PTR)(handle))
#define HandleToULong(handle) ((ULONG)(ULONG_PTR)(handle))
#define HandleToLong(handle) ((LONG)(LONG_PTR)(handle))
#define ULongToHandle(value) ((HANDLE)(ULONG_PTR)(value))
#define UlongToHandle(value) ((HANDLE)(ULONG_PTR)(value))
#define LongToHandle(value) ((HANDLE)(LONG_PTR)(value))
#define ULongToPtr(value) ((PVOID)(ULONG_PTR)(value))
#define UlongToPtr(value) ((PVOID)(ULONG_PTR)(value))
#define LongToPtr(value) ((PVOID)(LONG_PTR)(value))
#define UIntToPtr(value) ((PVOID)(ULONG_PTR)(value))
#define UintToPtr(value) ((PVOID)(ULONG_PTR)(value))
#define IntToPtr(value) ((PVOID)(LONG_PTR)(value))
#define PtrToUlong(pointer) ((ULONG)(ULONG_PTR)(pointer))
#define PtrToULong(pointer) ((ULONG)(ULONG_PTR)(pointer))
#define PtrToLong(pointer) ((LONG)(LONG_PTR)(pointer))
#define PtrToUint(pointer) ((UINT)(ULONG_PTR)(pointer))
#define PtrToUshort(pointer) ((USHORT)(ULONG_PTR)(pointer))
#define LOWORD(value) ((USHORT)(ULONG_PTR)(value))
#define HIWORD(value) ((USHORT)((ULONG_PTR)(value) >> 16))
#define LOBYTE(value) ((UCHAR)(ULONG_PTR)(value))
#define HIBYTE(value) ((UCHAR)((ULONG_PTR)(value) >> 8))
#define MAKEWORD(low, high) ((USHORT)(((UCHAR)(low)) | ((USHORT)((UCHAR)(high))) << 8))
#define MAKELONG(low, high) ((LONG)(((USHORT)(low)) | ((ULONG)((USHORT)(high))) << 16))
#define MAKELANGID(primary, sub) ((((USHORT)(sub)) << 10) | (USHORT)(primary))
#define MAKELCID(language, sort) ((ULONG)((((ULONG)(sort)) << 16) | (ULONG)(language)))

#define CTL_CODE(type, function, method, access) (((type) << 16) | ((access) << 14) | ((function) << 2) | (method))
#define DEVICE_TYPE_FROM_CTL_CODE(code) (((ULONG)((code) & 0xffff0000)) >> 16)
#define METHOD_FROM_CTL_CODE(code) ((ULONG)((code) & 3))
#define METHOD_BUFFERED 0
#define METHOD_IN_DIRECT 1
#define METHOD_OUT_DIRECT 2
#define METHOD_NEITHER 3
#define METHOD_DIRECT_TO_HARDWARE METHOD_IN_DIRECT
#define METHOD_DIRECT_FROM_HARDWARE METHOD_OUT_DIRECT
#define _IO(group, number) (0x20000000 | ((group) << 8) | (number))
#define _IOR(group, number, type) (0x40000000 | (((long)sizeof(type) & 0x7f) << 16) | ((group) << 8) | (number))
#define _IOW(group, number, type) (0x80000000 | (((long)sizeof(type) & 0x7f) << 16) | ((group) << 8) | (number))
#define _IOWR(group, number, type) (0xc0000000 | (((long)sizeof(type) & 0x7f) << 16) | ((group) << 8) | (number))
#define MAKE_WSK_VERSION(major, minor) ((USHORT)((major) << 8) | (USHORT)((minor) & 0xff))
#define WSK_MAJOR_VERSION(version) ((UCHAR)((version) >> 8))
#define WSK_MINOR_VERSION(version) ((UCHAR)(version))
#define HRESULT_CODE(result) ((result) & 0xffff)
#define HRESULT_FROM_NT(status) ((HRESULT)((status) | 0x10000000))
#define HRESULT_FROM_WIN32(error) ((HRESULT)(error))
#define MAKEINTRESOURCE(number) ((PWSTR)(ULONG_PTR)(number))

#define NTDDI_WIN2K 0x05000000
#define NTDDI_WINXP 0x05010000
#define NTDDI_WINXPSP1 0x05010100
#define NTDDI_WINXPSP2 0x05010200
#define NTDDI_WINXPSP3 0x05010300
#define NTDDI_WS03 0x05020000
#define NTDDI_WS03SP1 0x05020100
#define NTDDI_WS03SP2 0x05020200
#define NTDDI_LONGHORN 0x06000000
#define NTDDI_VISTA 0x06000000
#define NTDDI_VISTASP1 0x06000100
#define NTDDI_WS08 0x06000100
#define NTDDI_WIN7 0x06010000
#define NTDDI_WIN8 0x06020000
#define NTDDI_WINBLUE 0x06030000
#define NTDDI_WINTHRESHOLD 0x0A000000
#define NTDDI_WIN10 0x0A000000
#define NTDDI_WIN10_TH2 0x0A000001
#define NTDDI_WIN10_RS1 0x0A000002
#define NTDDI_WIN10_RS2 0x0A000003
#define NTDDI_WIN10_RS3 0x0A000004
#define NTDDI_WIN10_RS4 0x0A000005
#define NTDDI_WIN10_RS5 0x0A000006
#define NTDDI_WIN10_19H1 0x0A000007
#define NTDDI_WIN10_VB 0x0A000008
#define NTDDI_WIN10_MN 0x0A000009
#define NTDDI_WIN10_FE 0x0A00000A
#define NTDDI_WIN10_CO 0x0A00000B
#define NTDDI_WIN10_NI 0x0A00000C
#define NTDDI_WIN10_CU 0x0A00000D
#define NTDDI_VERSION 0x0A00000B
#define _WIN32_WINNT_NT4 0x0400
#define _WIN32_WINNT_WIN2K 0x0500
#define _WIN32_WINNT_WINXP 0x0501
#define _WIN32_WINNT_WS03 0x0502
#define _WIN32_WINNT_VISTA 0x0600
#define _WIN32_WINNT_WS08 0x0600
#define _WIN32_WINNT_LONGHORN 0x0600
#define _WIN32_WINNT_WIN7 0x0601
#define _WIN32_WINNT_WIN8 0x0602
#define _WIN32_WINNT_WINBLUE 0x0603
#define _WIN32_WINNT_WINTHRESHOLD 0x0A00
#define _WIN32_WINNT_WIN10 0x0A00
#define _WIN32_WINNT 0x0A00
#define WINVER 0x0A00
#define WDM_MAJORVERSION 6
#define WDM_MINORVERSION 0
#define OSVER(version) ((version) & 0xffff0000)

#define DEFINE_GUID(name, ...) extern const GUID name
#define DEFINE_GUIDSTRUCT(text, name) extern const GUID name
#define DEFINE_GUIDNAMED(name) name
#define DEFINE_DEVPROPKEY(name, ...) extern const DEVPROPKEY name
#define C_ASSERT(condition) typedef char __C_ASSERT__[1]
#define static_assert(condition, ...) typedef char __C_ASSERT__[1]

#define va_start(list, last) ((void)((list) = (va_list)&(last)))
#define va_end(list) ((void)(list))
#define va_arg(list, type) (*(type *)(list))
#define va_copy(to, from) ((void)((to) = (from)))

#define RtlLeftChild(links) ((PRTL_SPLAY_LINKS)(((PRTL_SPLAY_LINKS)(links))->LeftChild))
#define RtlRightChild(links) ((PRTL_SPLAY_LINKS)(((PRTL_SPLAY_LINKS)(links))->RightChild))
#define RtlParent(links) ((PRTL_SPLAY_LINKS)(((PRTL_SPLAY_LINKS)(links))->Parent))

/* Storage class drivers. */
#define TRY
#define LEAVE goto __tryLabel
#define FINALLY __tryLabel:
#define FREE_POOL(pointer) if ((pointer) != NULL) { ExFreePool(pointer); (pointer) = NULL; }

/* Printing: the doubled parentheses of KdPrint((...)) become those of a call. */
#define KdPrint(arguments) DbgPrint arguments
#define KdPrintEx(arguments) DbgPrintEx arguments
#define KdBreakPoint() DbgBreakPoint()
#define KdPrompt(arguments) DbgPrompt arguments

/* Tracing by the WPP preprocessor: what a missing .tmh file would declare. */
#define WPP_DEFINE_CONTROL_GUID(...)
#define WPP_DEFINE_BIT(...)
#define WPP_CONTROL_GUIDS

/* Self-describing events. */
typedef const struct _TRACELOGGING_PROVIDER *TraceLoggingHProvider;
#define TRACELOGGING_DECLARE_PROVIDER(name) extern TraceLoggingHProvider const name
#define TRACELOGGING_DEFINE_PROVIDER(name, ...) TraceLoggingHProvider const name = 0
#define TRACELOGGING_DEFINE_PROVIDER_STORAGE(name, ...) TraceLoggingHProvider const name##_storage = 0
