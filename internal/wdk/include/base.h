/* Base types of 64-bit Windows: long is 32 bits, pointers are 64. */

typedef unsigned long long size_t;
typedef long long ptrdiff_t;
typedef long long intptr_t;
typedef unsigned long long uintptr_t;
typedef unsigned short wchar_t;
typedef unsigned short wint_t;
typedef unsigned short wctype_t;
typedef int errno_t;
typedef char *va_list;
typedef signed char int8_t;
typedef short int16_t;
typedef int int32_t;
typedef long long int64_t;
typedef unsigned char uint8_t;
typedef unsigned short uint16_t;
typedef unsigned int uint32_t;
typedef unsigned long long uint64_t;
typedef long long intmax_t;
typedef unsigned long long uintmax_t;
typedef long long ssize_t;
typedef long long time_t;
typedef int bool_t;

typedef void *PVOID, *LPVOID, **PPVOID;
typedef void *HANDLE, **PHANDLE, **LPHANDLE;
typedef const void *PCVOID, *LPCVOID;

typedef char CHAR, CCHAR, *PCHAR, *LPCH, *PCH, *PSTR, *LPSTR, *PSZ;
typedef const char *PCSTR, *LPCSTR, *PCCHAR, *PCSZ, *PCCH, *LPCCH;
typedef PCHAR *PPCHAR;
typedef signed char SCHAR, INT8, *PSCHAR, *PINT8;
typedef unsigned char UCHAR, BYTE, UINT8, BOOLEAN, *PUCHAR, *PBYTE, *LPBYTE, *PUINT8, *PBOOLEAN;
typedef const unsigned char *PCUCHAR;
typedef short SHORT, CSHORT, INT16, *PSHORT, *PINT16;
typedef unsigned short USHORT, WORD, UINT16, *PUSHORT, *PWORD, *LPWORD, *PUINT16;
typedef const unsigned short *PCUSHORT;
typedef wchar_t WCHAR, TCHAR, *PWCHAR, *PWCH, *PWSTR, *LPWSTR, *LPWCH, *PZZWSTR, *PNZWCH, *PTSTR, *LPTSTR, *PTCHAR;
typedef const wchar_t *PCWSTR, *LPCWSTR, *PCWCH, *PCWCHAR, *PCZZWSTR, *PCNZWCH, *PCTSTR, *LPCTSTR, *LPCWCH, *PCTCH;
typedef PWSTR *PZPWSTR;
typedef int INT, BOOL, INT32, LONG32, *PINT, *PBOOL, *LPBOOL, *LPINT, *PINT32, *PLONG32;
typedef unsigned int UINT, UINT32, ULONG32, DWORD32, *PUINT, *PUINT32, *PULONG32, *PDWORD32;
typedef long LONG, *PLONG, *LPLONG;
typedef unsigned long ULONG, DWORD, CLONG, *PULONG, *PDWORD, *LPDWORD, *PCLONG;
typedef const unsigned long *PCULONG;
typedef long long LONGLONG, LONG64, INT64, LONG_PTR, INT_PTR, SSIZE_T, __int3264, USN;
typedef long long *PLONGLONG, *PLONG64, *PINT64, *PLONG_PTR, *PINT_PTR, *PSSIZE_T;
typedef unsigned long long ULONGLONG, ULONG64, DWORD64, DWORDLONG, UINT64, ULONG_PTR, UINT_PTR, DWORD_PTR, SIZE_T;
typedef unsigned long long *PULONGLONG, *PULONG64, *PDWORD64, *PDWORDLONG, *PUINT64, *PULONG_PTR, *PUINT_PTR, *PDWORD_PTR, *PSIZE_T;
typedef unsigned long long KAFFINITY, PFN_NUMBER, *PKAFFINITY, *PPFN_NUMBER;
typedef long PFN_COUNT;
typedef unsigned long long REGHANDLE, *PREGHANDLE;
typedef float FLOAT;
typedef double DOUBLE;

typedef LONG NTSTATUS, HRESULT, KPRIORITY, SECURITY_STATUS, *PNTSTATUS;
typedef UCHAR KIRQL, *PKIRQL;
typedef CHAR KPROCESSOR_MODE;
typedef ULONG ACCESS_MASK, *PACCESS_MASK;
typedef ULONG DEVICE_TYPE, LOGICAL, *PLOGICAL, LCID, *PLCID, EXECUTION_STATE, *PEXECUTION_STATE;
typedef USHORT LANGID;
typedef ULONG SECURITY_INFORMATION, *PSECURITY_INFORMATION;
typedef ULONG_PTR KSPIN_LOCK, *PKSPIN_LOCK;
typedef ULONG_PTR ERESOURCE_THREAD, *PERESOURCE_THREAD;
typedef ULONG64 POOL_FLAGS;
typedef USHORT SECURITY_DESCRIPTOR_CONTROL, *PSECURITY_DESCRIPTOR_CONTROL;
typedef BOOLEAN SECURITY_CONTEXT_TRACKING_MODE, *PSECURITY_CONTEXT_TRACKING_MODE;
typedef ULONG PNP_DEVICE_STATE, *PPNP_DEVICE_STATE;
typedef PVOID PSECURITY_DESCRIPTOR, PACCESS_TOKEN;
typedef PVOID OPLOCK, *POPLOCK;

typedef struct _GUID {
	ULONG Data1;
	USHORT Data2;
	USHORT Data3;
	UCHAR Data4[8];
} GUID, *LPGUID, *PGUID, UUID, CLSID, IID;
typedef const GUID *LPCGUID;
#define REFGUID const GUID *
#define REFIID const IID *
#define REFCLSID const CLSID *

typedef union _LARGE_INTEGER {
	struct {
		ULONG LowPart;
		LONG HighPart;
	};
	struct {
		ULONG LowPart;
		LONG HighPart;
	} u;
	LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;
typedef LARGE_INTEGER PHYSICAL_ADDRESS, *PPHYSICAL_ADDRESS;

typedef union _ULARGE_INTEGER {
	struct {
		ULONG LowPart;
		ULONG HighPart;
	};
	struct {
		ULONG LowPart;
		ULONG HighPart;
	} u;
	ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

typedef struct _LUID {
	ULONG LowPart;
	LONG HighPart;
} LUID, *PLUID;

typedef struct _LIST_ENTRY {
	struct _LIST_ENTRY *Flink;
	struct _LIST_ENTRY *Blink;
} LIST_ENTRY, *PLIST_ENTRY, *PRLIST_ENTRY;

typedef struct _SINGLE_LIST_ENTRY {
	struct _SINGLE_LIST_ENTRY *Next;
} SINGLE_LIST_ENTRY, *PSINGLE_LIST_ENTRY, SLIST_ENTRY, *PSLIST_ENTRY;

typedef struct _SLIST_HEADER {
	ULONGLONG Alignment;
	ULONGLONG Region;
} SLIST_HEADER, *PSLIST_HEADER;

typedef struct _UNICODE_STRING {
	USHORT Length;
	USHORT MaximumLength;
	PWCH Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;

typedef struct _STRING {
	USHORT Length;
	USHORT MaximumLength;
	PCHAR Buffer;
} STRING, ANSI_STRING, OEM_STRING, *PSTRING, *PANSI_STRING, *POEM_STRING;
typedef const STRING *PCSTRING, *PCANSI_STRING, *PCOEM_STRING;

#define NULL ((void *)0)
#define TRUE 1
#define FALSE 0
#define UNICODE_NULL ((WCHAR)0)
#define ANSI_NULL ((CHAR)0)
#define UNICODE_STRING_MAX_BYTES ((USHORT)65534)
#define UNICODE_STRING_MAX_CHARS 32767
#define MAXUCHAR 0xff
#define MAXCHAR 0x7f
#define MAXUSHORT 0xffff
#define MAXSHORT 0x7fff
#define MAXULONG 0xffffffff
#define MAXDWORD 0xffffffff
#define MAXLONG 0x7fffffff
#define MINLONG (-0x7fffffff - 1)
#define MAXUINT 0xffffffff
#define MAXINT 0x7fffffff
#define MAXLONGLONG 0x7fffffffffffffff
#define MAXULONGLONG 0xffffffffffffffffull
#define MAXULONG64 0xffffffffffffffffull
#define MAXULONG_PTR 0xffffffffffffffffull
#define MAXSIZE_T 0xffffffffffffffffull
#define SIZE_MAX 0xffffffffffffffffull
#define SIZE_T_MAX 0xffffffffffffffffull
#define INT8_MAX 127
#define INT8_MIN (-128)
#define UINT8_MAX 0xff
#define INT16_MAX 32767
#define INT16_MIN (-32768)
#define UINT16_MAX 0xffff
#define INT32_MAX 0x7fffffff
#define INT32_MIN (-0x7fffffff - 1)
#define UINT32_MAX 0xffffffffU
#define _I8_MAX 127
#define _I16_MAX 32767
#define _I32_MAX 2147483647
#define _UI8_MAX 0xff
#define _UI16_MAX 0xffff
#define _UI32_MAX 0xffffffffU
#define INT64_MAX 0x7fffffffffffffffll
#define INT64_MIN (-0x7fffffffffffffffll - 1)
#define UINT64_MAX 0xffffffffffffffffull
#define UINTPTR_MAX 0xffffffffffffffffull
#define UINT32_C(number) number##U
#define INT64_C(number) number##ll
#define UINT64_C(number) number##ull
#define INT_MAX 0x7fffffff
#define INT_MIN (-0x7fffffff - 1)
#define UINT_MAX 0xffffffffU
#define LONG_MAX 0x7fffffffL
#define LONG_MIN (-0x7fffffffL - 1)
#define ULONG_MAX 0xffffffffUL
#define USHRT_MAX 0xffff
#define UCHAR_MAX 0xff
#define CHAR_BIT 8
#define MAX_PATH 260
#define PAGE_SIZE 0x1000
#define PAGE_SHIFT 12

/* Words around declarations. */
#define IN
#define OUT
#define INOUT
#define OPTIONAL
#define CONST const
#define bool _Bool
#define true 1
#define false 0
#define noreturn
#define VOID void
#define FAR
#define NEAR
#define far
#define near
#define PASCAL
#define NTAPI
#define NTAPI_INLINE
#define FLTAPI
#define WINAPI
#define APIENTRY
#define CALLBACK
#define STDCALL
#define WSKAPI
#define FASTCALL
#define RPC_ENTRY
#define STDMETHODCALLTYPE
#define STDAPI HRESULT
#define NTSYSAPI
#define NTSYSCALLAPI
#define NTKERNELAPI
#define NTHALAPI
#define DECLSPEC_IMPORT
#define DECLSPEC_EXPORT
#define DECLSPEC_NOINLINE
#define DECLSPEC_NORETURN
#define DECLSPEC_NOTHROW
#define DECLSPEC_SELECTANY
#define DECLSPEC_CACHEALIGN
#define DECLSPEC_DEPRECATED_DDK
#define DECLSPEC_ALIGN(bytes)
#define DECLSPEC_ALLOCATE(section)
#define DECLSPEC_UUID(text)
#define DECLSPEC_RESTRICT
#define DECLSPEC_NOVTABLE
#define DECLSPEC_ALLOCATOR
#define DECLSPEC_GUARDNOCF
#define DECLSPEC_GUARD_SUPPRESS
#define DECLSPEC_DEPRECATED
#define DECLSPEC_SAFEBUFFERS
#define DECLSPEC_NOSANITIZEADDRESS
#define DECLSPEC_ADDRSAFE
#define DECLSPEC_HOTPATCH
#define DECLSPEC_CHPE_GUEST
#define DECLSPEC_CHPE_PATCHABLE
#define DECLSPEC_XFGVIRT(base, function)
#define MIDL_INTERFACE(text) struct
#define UNALIGNED
#define UNALIGNED64
#define RESTRICTED_POINTER
#define RESTRICTED_POINTER64
#define POINTER_SIGNED
#define POINTER_UNSIGNED
#define FIRMWARE_PTR
#define MAX_NATURAL_ALIGNMENT 8
#define ANYSIZE_ARRAY 1
#define NTOSAPI
#define _NODISCARD
#define _CONSTEXPR17
#define _CONSTEXPR20
#define _CRT_GUARDOVERFLOW
#define CDECL
#define CRITICAL
#define DEFAULT_UNREACHABLE default: break
#define NTSTRSAFE_MAX_CCH 2147483647
#define STDAPI_(type) extern type
#define RTL_CONSTANT_OBJECT_ATTRIBUTES(name, attributes) { sizeof(OBJECT_ATTRIBUTES), NULL, name, attributes, NULL, NULL }
#define RTL_INIT_OBJECT_ATTRIBUTES(name, attributes) RTL_CONSTANT_OBJECT_ATTRIBUTES(name, attributes)
#define POINTER_ALIGNMENT
#define MEMORY_ALLOCATION_ALIGNMENT 16
#define FORCEINLINE static inline __attribute__((annotate("__forceinline")))
#define CFORCEINLINE static inline __attribute__((annotate("__forceinline")))
#define PFORCEINLINE static inline __attribute__((annotate("__forceinline")))
#define INLINE static inline
#define EXTERN_C extern
#define EXTERN_C_START
#define EXTERN_C_END
#define DUMMYUNIONNAME
#define DUMMYUNIONNAME2
#define DUMMYUNIONNAME3
#define DUMMYSTRUCTNAME
#define DUMMYSTRUCTNAME2
#define NOTHING
#define __FUNCTION__ ""
#define __FUNCSIG__ ""
#define __FUNCDNAME__ ""
#define __FUNCTIONW__ L""
#define __FILEW__ L""
#define DECLARE_HANDLE(name) typedef struct name##__ *name
#define DEFINE_ENUM_FLAG_OPERATORS(type)
#define _Inexpressible_(x) 1
#define __volatile volatile
#define POINTER_32
#define POINTER_64
#define __ptr32
#define __ptr64
#define _far
#define __based(x)
#define __forceinline inline __attribute__((annotate("__forceinline")))
#define EXPORT
#define FASTAPI
#define __T(text) L##text
#define _T(text) L##text
#define TEXT(text) L##text
#define _TEXT(text) L##text
#define __TEXT(text) L##text
#define UNREFERENCED_LABEL(label)
#define BEGIN_INTERFACE
#define END_INTERFACE
