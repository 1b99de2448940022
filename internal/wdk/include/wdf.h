/* The driver framework (KMDF): handles, and the macros that declare contexts. The rest of
   it is functions and plain structures. */

typedef struct WDFOBJECT__ *WDFOBJECT;
typedef struct WDFDRIVER__ *WDFDRIVER;
typedef struct WDFDEVICE__ *WDFDEVICE;
typedef struct WDFQUEUE__ *WDFQUEUE;
typedef struct WDFREQUEST__ *WDFREQUEST;
typedef struct WDFMEMORY__ *WDFMEMORY;
typedef struct WDFSPINLOCK__ *WDFSPINLOCK;
typedef struct WDFWAITLOCK__ *WDFWAITLOCK;
typedef struct WDFTIMER__ *WDFTIMER;
typedef struct WDFDPC__ *WDFDPC;
typedef struct WDFWORKITEM__ *WDFWORKITEM;
typedef struct WDFINTERRUPT__ *WDFINTERRUPT;
typedef struct WDFIOTARGET__ *WDFIOTARGET;
typedef struct WDFCOLLECTION__ *WDFCOLLECTION;
typedef struct WDFKEY__ *WDFKEY;
typedef struct WDFSTRING__ *WDFSTRING;
typedef struct WDFFILEOBJECT__ *WDFFILEOBJECT;
typedef struct WDFUSBDEVICE__ *WDFUSBDEVICE;
typedef struct WDFUSBPIPE__ *WDFUSBPIPE;
typedef struct WDFUSBINTERFACE__ *WDFUSBINTERFACE;
typedef struct WDFCMRESLIST__ *WDFCMRESLIST;
typedef struct WDFDMAENABLER__ *WDFDMAENABLER;
typedef struct WDFDMATRANSACTION__ *WDFDMATRANSACTION;
typedef struct WDFCOMMONBUFFER__ *WDFCOMMONBUFFER;
typedef struct WDFCHILDLIST__ *WDFCHILDLIST;
typedef struct WDFLOOKASIDE__ *WDFLOOKASIDE;
typedef struct WDFWMIPROVIDER__ *WDFWMIPROVIDER;
typedef struct WDFWMIINSTANCE__ *WDFWMIINSTANCE;
typedef struct WDFIORESREQLIST__ *WDFIORESREQLIST;
typedef struct WDFIORESLIST__ *WDFIORESLIST;
typedef struct WDFCOMPANIONTARGET__ *WDFCOMPANIONTARGET;
typedef PVOID WDFCONTEXT;
typedef struct WDFDEVICE_INIT WDFDEVICE_INIT, *PWDFDEVICE_INIT;
typedef struct _WDF_OBJECT_CONTEXT_TYPE_INFO {
	ULONG Size;
	PCSTR ContextName;
	SIZE_T ContextSize;
} WDF_OBJECT_CONTEXT_TYPE_INFO;
typedef const WDF_OBJECT_CONTEXT_TYPE_INFO *PCWDF_OBJECT_CONTEXT_TYPE_INFO;

#define WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(type, name) type *name();
#define WDF_DECLARE_CONTEXT_TYPE(type) type *WdfObjectGet_##type();
#define WDF_DECLARE_TYPE_AND_GETTER(type, name) type *name();
#define WDF_DECLARE_SHARED_CONTEXT_TYPE_WITH_NAME(type, name) type *name();
#define WDF_DECLARE_SHARED_CONTEXT_TYPE(type) type *WdfObjectGet_##type();
#define WDF_DECLARE_CUSTOM_TYPE(type)
#define WdfObjectGetTypedContext(handle, type) ((type *)WdfObjectGetTypedContextWorker(handle))
#define WDF_GET_CONTEXT_TYPE_INFO(type) ((PCWDF_OBJECT_CONTEXT_TYPE_INFO)0)
#define WDF_TYPE_NAME_TO_TYPE_INFO(type) WDF_GET_CONTEXT_TYPE_INFO(type)
#define WDF_TYPE_NAME_POINTER_TYPE(type) type *
#define WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(attributes, type) WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT(attributes, #type)
#define WDF_OBJECT_ATTRIBUTES_SET_CONTEXT_TYPE(attributes, type) WDF_OBJECT_ATTRIBUTES_SET_CONTEXT(attributes, #type)
#define WDF_NO_OBJECT_ATTRIBUTES NULL
#define WDF_NO_EVENT_CALLBACK NULL
#define WDF_NO_HANDLE NULL
#define WDF_NO_CONTEXT NULL
#define WDF_NO_SEND_OPTIONS NULL
#define WDF_REL_TIMEOUT_IN_SEC(time) (((LONGLONG)(time)) * -10000000)
#define WDF_REL_TIMEOUT_IN_MS(time) (((LONGLONG)(time)) * -10000)
#define WDF_REL_TIMEOUT_IN_US(time) (((LONGLONG)(time)) * -10)
#define WDF_ABS_TIMEOUT_IN_SEC(time) (((LONGLONG)(time)) * 10000000)
#define WDF_ABS_TIMEOUT_IN_MS(time) (((LONGLONG)(time)) * 10000)
#define WDF_ABS_TIMEOUT_IN_US(time) (((LONGLONG)(time)) * 10)
#define WDF_EXTERN_C
#define WDF_EXTERN_C_START
#define WDF_EXTERN_C_END
#define WDFAPI
PVOID WdfObjectGetTypedContextWorker();
void WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT();
void WDF_OBJECT_ATTRIBUTES_SET_CONTEXT();
WDFDRIVER WdfGetDriver();
