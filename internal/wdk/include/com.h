/* Interfaces with methods, as the audio and streaming drivers declare them in C++. What
   the classes have is added where a unit is C++. */

typedef struct IUnknown IUnknown, *PUNKNOWN, *LPUNKNOWN;
typedef struct INonDelegatingUnknown INonDelegatingUnknown, *PNONDELEGATINGUNKNOWN;
typedef struct CUnknown CUnknown;
typedef NTSTATUS (*PFNCREATEINSTANCE)(PUNKNOWN *Unknown, REFCLSID ClassId, PUNKNOWN UnknownOuter, POOL_TYPE PoolType);

#define PURE = 0
#define THIS void
#define THIS_
#define interface struct
#define STDMETHOD(method) virtual HRESULT method
#define STDMETHOD_(type, method) virtual type method
#define STDMETHODIMP HRESULT
#define STDMETHODIMP_(type) type
#define DECLARE_INTERFACE(name) struct name
#define DECLARE_INTERFACE_(name, base) struct name : public base
#define DECLARE_ABSTRACT_UNKNOWN() virtual NTSTATUS QueryInterface(REFIID, PVOID *) = 0; virtual ULONG AddRef() = 0; virtual ULONG Release() = 0;
#define DEFINE_ABSTRACT_UNKNOWN() DECLARE_ABSTRACT_UNKNOWN()
#define DECLARE_STD_UNKNOWN() NTSTATUS NonDelegatingQueryInterface(REFIID, PVOID *); NTSTATUS QueryInterface(REFIID id, PVOID *object) { return GetOuterUnknown()->QueryInterface(id, object); } ULONG AddRef() { return GetOuterUnknown()->AddRef(); } ULONG Release() { return GetOuterUnknown()->Release(); }
#define DEFINE_STD_CONSTRUCTOR(type) type(PUNKNOWN outer) : CUnknown(outer) {}
#define STD_CREATE_BODY_(type, result, outer, pool, base) type *made = new (pool, 'rCcP') type(outer); if (made == NULL) return STATUS_INSUFFICIENT_RESOURCES; *result = reinterpret_cast<PUNKNOWN>((base)made); (*result)->AddRef(); return STATUS_SUCCESS
#define STD_CREATE_BODY(type, result, outer, pool) STD_CREATE_BODY_(type, result, outer, pool, PUNKNOWN)
#define QICAST(type) PVOID((type)(this))
#define QICASTUNKNOWN(type) PVOID(PUNKNOWN((type)(this)))
