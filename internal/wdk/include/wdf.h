/* The driver framework (KMDF): handles, and the macros that declare contexts. The rest of
   it is functions and plain structures. */

typedef HANDLE WDFOBJECT;
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

typedef struct _WDF_DRIVER_GLOBALS {
	WDFDRIVER Driver;
	ULONG DriverFlags;
	ULONG DriverTag;
	CHAR DriverName[32];
	BOOLEAN DisplaceDriverUnload;
} WDF_DRIVER_GLOBALS, *PWDF_DRIVER_GLOBALS;
extern PWDF_DRIVER_GLOBALS WdfDriverGlobals;

#define WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(type, name) type *name();
#define WDF_DECLARE_CONTEXT_TYPE(type) type *WdfObjectGet_##type();
#define WDF_DECLARE_TYPE_AND_GETTER(type, name) type *name();
#define WDF_DECLARE_SHARED_CONTEXT_TYPE_WITH_NAME(type, name) type *name();
#define WDF_DECLARE_SHARED_CONTEXT_TYPE(type) type *WdfObjectGet_##type();
#define WDF_DECLARE_CUSTOM_TYPE(type) NTSTATUS WdfObjectAddCustomType_##type();
#define WDF_ADD_CUSTOM_TYPE_FUNCTION_NAME(type) (WdfObjectAddCustomType_##type)
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
#define WDF_TIMEOUT_TO_SEC ((LONGLONG)10000000)
#define WDF_TIMEOUT_TO_MS ((LONGLONG)10000)
#define WDF_TIMEOUT_TO_US ((LONGLONG)10)
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
#define WdfObjectIsCustomType(handle, type) WdfObjectIsCustomType(handle, #type)
#define WdfObjectAddCustomType(handle, type) WdfObjectAddCustomType(handle, #type)
#define WdfObjectAddCustomTypeWithData(handle, type, data, cleanup, destroy) WdfObjectAddCustomTypeWithData(handle, #type, data, cleanup, destroy)
#define WdfObjectGetCustomTypeData(handle, type) WdfObjectGetCustomTypeData(handle, #type)
BOOLEAN (WdfObjectIsCustomType)();
NTSTATUS (WdfObjectAddCustomType)();
NTSTATUS (WdfObjectAddCustomTypeWithData)();
PULONG (WdfObjectGetCustomTypeData)();
PVOID WdfObjectGetTypedContextWorker();
void WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT();
void WDF_OBJECT_ATTRIBUTES_SET_CONTEXT();
WDFDRIVER WdfGetDriver();

/* Roles that the documentation names without a signature, and the names under which the
   context callbacks of an object are declared. */
typedef VOID EVT_WDF_TIMER(WDFTIMER Timer);
typedef VOID EVT_WDF_WORKITEM(WDFWORKITEM WorkItem);
typedef VOID EVT_WDF_DPC(WDFDPC Dpc);
typedef VOID EVT_WDF_DEVICE_SHUTDOWN_NOTIFICATION(WDFDEVICE Device);
typedef VOID EVT_WDF_OBJECT_CONTEXT_CLEANUP(WDFOBJECT Object);
typedef VOID EVT_WDF_OBJECT_CONTEXT_DESTROY(WDFOBJECT Object);
typedef VOID EVT_WDF_DEVICE_CONTEXT_CLEANUP(WDFOBJECT Object);
typedef VOID EVT_WDF_DEVICE_CONTEXT_DESTROY(WDFOBJECT Object);
typedef VOID EVT_WDF_DRIVER_CONTEXT_CLEANUP(WDFOBJECT Object);
typedef VOID EVT_WDF_DRIVER_CONTEXT_DESTROY(WDFOBJECT Object);
typedef VOID EVT_WDF_FILE_CONTEXT_CLEANUP_CALLBACK(WDFOBJECT Object);
typedef VOID EVT_WDF_FILE_CONTEXT_DESTROY_CALLBACK(WDFOBJECT Object);
typedef VOID EVT_WDF_IO_QUEUE_CONTEXT_CLEANUP_CALLBACK(WDFOBJECT Object);
typedef VOID EVT_WDF_IO_QUEUE_CONTEXT_DESTROY_CALLBACK(WDFOBJECT Object);
typedef VOID EVT_WDF_IO_TARGET_CONTEXT_CLEANUP(WDFOBJECT Object);
typedef EVT_WDF_TIMER *PFN_WDF_TIMER;
typedef EVT_WDF_WORKITEM *PFN_WDF_WORKITEM;
typedef EVT_WDF_DPC *PFN_WDF_DPC;
typedef EVT_WDF_OBJECT_CONTEXT_CLEANUP *PFN_WDF_OBJECT_CONTEXT_CLEANUP;
typedef EVT_WDF_OBJECT_CONTEXT_DESTROY *PFN_WDF_OBJECT_CONTEXT_DESTROY;
