/* Kernel objects: threads, events, locks, timers, DPCs. Members that no driver may touch
   are one opaque array; the sizes are not those of Windows. */

typedef enum _EVENT_TYPE { NotificationEvent, SynchronizationEvent } EVENT_TYPE;
typedef enum _TIMER_TYPE { NotificationTimer, SynchronizationTimer } TIMER_TYPE;
typedef enum _WAIT_TYPE { WaitAll, WaitAny, WaitNotification, WaitDequeue } WAIT_TYPE;
typedef enum _MODE { KernelMode, UserMode, MaximumMode } MODE;
typedef enum _KWAIT_REASON {
	Executive, FreePage, PageIn, PoolAllocation, DelayExecution, Suspended, UserRequest,
	WrExecutive, WrFreePage, WrPageIn, WrPoolAllocation, WrDelayExecution, WrSuspended, WrUserRequest,
	WrEventPair, WrQueue, WrLpcReceive, WrLpcReply, WrVirtualMemory, WrPageOut, WrRendezvous
} KWAIT_REASON;
typedef enum _WORK_QUEUE_TYPE {
	CriticalWorkQueue, DelayedWorkQueue, HyperCriticalWorkQueue, NormalWorkQueue, BackgroundWorkQueue,
	RealTimeWorkQueue, SuperCriticalWorkQueue, MaximumWorkQueue, CustomPriorityWorkQueue = 32
} WORK_QUEUE_TYPE;
typedef enum _KDPC_IMPORTANCE { LowImportance, MediumImportance, HighImportance, MediumHighImportance } KDPC_IMPORTANCE;
typedef enum _POOL_TYPE {
	NonPagedPool, NonPagedPoolExecute = 0, PagedPool, NonPagedPoolMustSucceed, DontUseThisType,
	NonPagedPoolCacheAligned, PagedPoolCacheAligned, NonPagedPoolCacheAlignedMustS, MaxPoolType,
	NonPagedPoolSession = 32, PagedPoolSession, NonPagedPoolNx = 512, NonPagedPoolNxCacheAligned = 516,
	NonPagedPoolSessionNx = 544
} POOL_TYPE;
enum {
	POOL_FLAG_REQUIRED_START = 1, POOL_FLAG_USE_QUOTA = 1, POOL_FLAG_UNINITIALIZED = 2, POOL_FLAG_SESSION = 4,
	POOL_FLAG_CACHE_ALIGNED = 8, POOL_FLAG_RESERVED1 = 16, POOL_FLAG_RAISE_ON_FAILURE = 32, POOL_FLAG_NON_PAGED = 64,
	POOL_FLAG_NON_PAGED_EXECUTE = 128, POOL_FLAG_PAGED = 256
};
enum { PASSIVE_LEVEL = 0, LOW_LEVEL = 0, APC_LEVEL = 1, DISPATCH_LEVEL = 2, CMCI_LEVEL = 5, DRS_LEVEL = 14, CLOCK_LEVEL = 13, IPI_LEVEL = 14, POWER_LEVEL = 14, PROFILE_LEVEL = 15, HIGH_LEVEL = 15 };
typedef enum _MM_PAGE_PRIORITY { LowPagePriority = 0, NormalPagePriority = 16, HighPagePriority = 32 } MM_PAGE_PRIORITY;
typedef enum _MMFLUSH_TYPE { MmFlushForDelete, MmFlushForWrite } MMFLUSH_TYPE;
#define MdlMappingNoWrite 0x80000000
#define MdlMappingNoExecute 0x40000000
#define DrvRtPoolNxOptIn 0x00000001
#define EVENT_INCREMENT 1
#define IO_NO_INCREMENT 0
#define IO_DISK_INCREMENT 1
#define THREAD_WAIT_OBJECTS 3
#define MAXIMUM_WAIT_OBJECTS 64

typedef struct _KPROCESS *PKPROCESS, *PRKPROCESS, *PEPROCESS;
typedef struct _KPROCESS KPROCESS, EPROCESS;
typedef struct _KTHREAD *PKTHREAD, *PRKTHREAD, *PETHREAD;
typedef struct _KTHREAD KTHREAD, ETHREAD;
typedef struct _PEB PEB, *PPEB;
typedef struct _OBJECT_TYPE *POBJECT_TYPE;
typedef struct _OBJECT_TYPE OBJECT_TYPE;
typedef POBJECT_TYPE *PPOBJECT_TYPE;
extern POBJECT_TYPE *ExEventObjectType;
extern POBJECT_TYPE *ExSemaphoreObjectType;
extern POBJECT_TYPE *ExDesktopObjectType;
extern POBJECT_TYPE *IoFileObjectType;
extern POBJECT_TYPE *IoDriverObjectType;
extern POBJECT_TYPE *IoDeviceObjectType;
extern POBJECT_TYPE *PsProcessType;
extern POBJECT_TYPE *PsThreadType;
extern POBJECT_TYPE *PsJobType;
extern POBJECT_TYPE *SeTokenObjectType;
extern POBJECT_TYPE *CmKeyObjectType;
extern POBJECT_TYPE *MmSectionObjectType;
extern POBJECT_TYPE *LpcPortObjectType;
extern POBJECT_TYPE *TmTransactionObjectType;
extern PEPROCESS PsInitialSystemProcess;
extern PBOOLEAN KdDebuggerEnabled;
extern PBOOLEAN KdDebuggerNotPresent;
extern PBOOLEAN Mm64BitPhysicalAddress;
extern PBOOLEAN InitSafeBootMode;
extern CCHAR KeNumberProcessors;
extern PUSHORT NtBuildNumber;
extern PVOID MmSystemRangeStart;
extern PVOID MmHighestUserAddress;
extern ULONG_PTR MmUserProbeAddress;

typedef struct _CLIENT_ID {
	HANDLE UniqueProcess;
	HANDLE UniqueThread;
} CLIENT_ID, *PCLIENT_ID;

typedef struct _DISPATCHER_HEADER {
	UCHAR Type;
	UCHAR Signalling;
	UCHAR Size;
	UCHAR Reserved1;
	LONG SignalState;
	LIST_ENTRY WaitListHead;
} DISPATCHER_HEADER, *PDISPATCHER_HEADER;

typedef struct _KEVENT {
	DISPATCHER_HEADER Header;
} KEVENT, *PKEVENT, *PRKEVENT;

typedef struct _KSEMAPHORE {
	DISPATCHER_HEADER Header;
	LONG Limit;
} KSEMAPHORE, *PKSEMAPHORE, *PRKSEMAPHORE;

typedef struct _KMUTANT {
	DISPATCHER_HEADER Header;
	LIST_ENTRY MutantListEntry;
	PKTHREAD OwnerThread;
} KMUTANT, *PKMUTANT, *PRKMUTANT, KMUTEX, *PKMUTEX, *PRKMUTEX;

typedef struct _KTIMER {
	DISPATCHER_HEADER Header;
	ULARGE_INTEGER DueTime;
	LIST_ENTRY TimerListEntry;
	struct _KDPC *Dpc;
	ULONG Period;
} KTIMER, *PKTIMER, *PRKTIMER;

typedef struct _KQUEUE {
	DISPATCHER_HEADER Header;
	LIST_ENTRY EntryListHead;
	ULONG CurrentCount;
	ULONG MaximumCount;
	LIST_ENTRY ThreadListHead;
} KQUEUE, *PKQUEUE, *PRKQUEUE;

typedef struct _FAST_MUTEX {
	LONG Count;
	PKTHREAD Owner;
	ULONG Contention;
	KEVENT Event;
	ULONG OldIrql;
} FAST_MUTEX, *PFAST_MUTEX, KGUARDED_MUTEX, *PKGUARDED_MUTEX;

typedef struct _OWNER_ENTRY {
	ERESOURCE_THREAD OwnerThread;
	ULONG TableSize;
} OWNER_ENTRY, *POWNER_ENTRY;

typedef struct _ERESOURCE {
	LIST_ENTRY SystemResourcesList;
	POWNER_ENTRY OwnerTable;
	SHORT ActiveCount;
	USHORT Flag;
	PVOID SharedWaiters;
	PVOID ExclusiveWaiters;
	OWNER_ENTRY OwnerEntry;
	ULONG ActiveEntries;
	ULONG ContentionCount;
	ULONG NumberOfSharedWaiters;
	ULONG NumberOfExclusiveWaiters;
	PVOID Address;
	KSPIN_LOCK SpinLock;
} ERESOURCE, *PERESOURCE;

typedef ULONG_PTR EX_PUSH_LOCK, *PEX_PUSH_LOCK;
typedef LONG EX_SPIN_LOCK, *PEX_SPIN_LOCK;

typedef struct _EX_RUNDOWN_REF {
	union {
		ULONG_PTR Count;
		PVOID Ptr;
	};
} EX_RUNDOWN_REF, *PEX_RUNDOWN_REF;
typedef struct _EX_RUNDOWN_REF_CACHE_AWARE *PEX_RUNDOWN_REF_CACHE_AWARE;

typedef struct _KLOCK_QUEUE_HANDLE {
	PVOID LockQueue[2];
	KIRQL OldIrql;
} KLOCK_QUEUE_HANDLE, *PKLOCK_QUEUE_HANDLE;

typedef struct _WORK_QUEUE_ITEM {
	LIST_ENTRY List;
	PWORKER_THREAD_ROUTINE WorkerRoutine;
	PVOID Parameter;
} WORK_QUEUE_ITEM, *PWORK_QUEUE_ITEM;

typedef struct _KDPC {
	UCHAR Type;
	UCHAR Importance;
	USHORT Number;
	LIST_ENTRY DpcListEntry;
	PKDEFERRED_ROUTINE DeferredRoutine;
	PVOID DeferredContext;
	PVOID SystemArgument1;
	PVOID SystemArgument2;
	PVOID DpcData;
} KDPC, *PKDPC, *PRKDPC;

typedef struct _KDEVICE_QUEUE {
	CSHORT Type;
	CSHORT Size;
	LIST_ENTRY DeviceListHead;
	KSPIN_LOCK Lock;
	BOOLEAN Busy;
} KDEVICE_QUEUE, *PKDEVICE_QUEUE, *PRKDEVICE_QUEUE;

typedef struct _KDEVICE_QUEUE_ENTRY {
	LIST_ENTRY DeviceListEntry;
	ULONG SortKey;
	BOOLEAN Inserted;
} KDEVICE_QUEUE_ENTRY, *PKDEVICE_QUEUE_ENTRY, *PRKDEVICE_QUEUE_ENTRY;

typedef struct _KAPC {
	UCHAR Type;
	UCHAR SpareByte0;
	UCHAR Size;
	UCHAR SpareByte1;
	ULONG SpareLong0;
	struct _KTHREAD *Thread;
	LIST_ENTRY ApcListEntry;
	PVOID KernelRoutine;
	PVOID RundownRoutine;
	PVOID NormalRoutine;
	PVOID NormalContext;
	PVOID SystemArgument1;
	PVOID SystemArgument2;
	CCHAR ApcStateIndex;
	CCHAR ApcMode;
	BOOLEAN Inserted;
} KAPC, *PKAPC, *PRKAPC;

typedef struct _KAPC_STATE {
	LIST_ENTRY ApcListHead[2];
	struct _KPROCESS *Process;
	BOOLEAN KernelApcInProgress;
	BOOLEAN KernelApcPending;
	BOOLEAN UserApcPending;
} KAPC_STATE, *PKAPC_STATE, *PRKAPC_STATE;

typedef struct _KINTERRUPT {
	PVOID Opaque[8];
} KINTERRUPT, *PKINTERRUPT, *PRKINTERRUPT;

typedef struct _NPAGED_LOOKASIDE_LIST {
	struct {
		USHORT Depth;
		USHORT MaximumDepth;
		ULONG TotalAllocates;
		ULONG AllocateMisses;
		ULONG TotalFrees;
		ULONG FreeMisses;
		POOL_TYPE Type;
		ULONG Tag;
		ULONG Size;
	} L;
	PVOID Opaque[8];
} NPAGED_LOOKASIDE_LIST, *PNPAGED_LOOKASIDE_LIST;

typedef struct _PAGED_LOOKASIDE_LIST {
	struct {
		USHORT Depth;
		USHORT MaximumDepth;
		ULONG TotalAllocates;
		ULONG AllocateMisses;
		ULONG TotalFrees;
		ULONG FreeMisses;
		POOL_TYPE Type;
		ULONG Tag;
		ULONG Size;
	} L;
	PVOID Opaque[8];
} PAGED_LOOKASIDE_LIST, *PPAGED_LOOKASIDE_LIST;

typedef struct _LOOKASIDE_LIST_EX {
	PVOID Opaque[8];
} LOOKASIDE_LIST_EX, *PLOOKASIDE_LIST_EX;

typedef struct _IO_REMOVE_LOCK {
	PVOID Opaque[8];
} IO_REMOVE_LOCK, *PIO_REMOVE_LOCK;

typedef struct _KSPIN_LOCK_QUEUE {
	PVOID Opaque[8];
} KSPIN_LOCK_QUEUE, *PKSPIN_LOCK_QUEUE;

typedef struct _KFLOATING_SAVE {
	PVOID Opaque[8];
} KFLOATING_SAVE, *PKFLOATING_SAVE;

typedef struct _XSTATE_SAVE {
	PVOID Opaque[8];
} XSTATE_SAVE, *PXSTATE_SAVE;

typedef struct _IO_WORKITEM {
	PVOID Opaque[8];
} IO_WORKITEM, *PIO_WORKITEM;

typedef struct _CALLBACK_OBJECT {
	PVOID Opaque[8];
} CALLBACK_OBJECT, *PCALLBACK_OBJECT;

typedef struct _EX_TIMER *PEX_TIMER;
typedef struct _KTRANSACTION *PKTRANSACTION;
typedef struct _KTRANSACTION KTRANSACTION;
typedef struct _KENLISTMENT *PKENLISTMENT;
typedef struct _KENLISTMENT KENLISTMENT;
typedef struct _KRESOURCEMANAGER *PKRESOURCEMANAGER;
typedef struct _KRESOURCEMANAGER KRESOURCEMANAGER;
typedef struct _KTM *PKTM;
typedef struct _EJOB *PEJOB;

typedef struct _OBJECT_ATTRIBUTES {
	ULONG Length;
	HANDLE RootDirectory;
	PUNICODE_STRING ObjectName;
	ULONG Attributes;
	PVOID SecurityDescriptor;
	PVOID SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;
typedef const OBJECT_ATTRIBUTES *PCOBJECT_ATTRIBUTES;

typedef struct _TIME_FIELDS {
	CSHORT Year;
	CSHORT Month;
	CSHORT Day;
	CSHORT Hour;
	CSHORT Minute;
	CSHORT Second;
	CSHORT Milliseconds;
	CSHORT Weekday;
} TIME_FIELDS, *PTIME_FIELDS;

/* Lists. */
void InitializeListHead();
BOOLEAN IsListEmpty();
BOOLEAN RemoveEntryList();
PLIST_ENTRY RemoveHeadList();
PLIST_ENTRY RemoveTailList();
void InsertTailList();
void InsertHeadList();
void AppendTailList();
PSINGLE_LIST_ENTRY PopEntryList();
void PushEntryList();
PSLIST_ENTRY InterlockedPopEntrySList();
PSLIST_ENTRY InterlockedPushEntrySList();
PSLIST_ENTRY ExInterlockedPopEntrySList();
PSLIST_ENTRY ExInterlockedPushEntrySList();

/* Threads, locks and waits that the headers define as macros or inline functions. */
PEPROCESS PsGetCurrentProcess();
PETHREAD PsGetCurrentThread();
PEPROCESS IoGetCurrentProcess();
PKTHREAD KeGetCurrentThread();
KIRQL KeGetCurrentIrql();
NTSTATUS KeWaitForMutexObject();
void ExInitializeFastMutex();
void ExAcquireFastMutex();
void ExReleaseFastMutex();
BOOLEAN ExTryToAcquireFastMutex();
void ExAcquireFastMutexUnsafe();
void ExReleaseFastMutexUnsafe();
void KeInitializeSpinLock();
void KeAcquireSpinLock();
void KeRaiseIrql();
void KeMemoryBarrier();
void ExInitializeWorkItem();
void ExInitializePushLock();
void KeInitializeCallbackRecord();
void ProbeForRead();
void ProbeForWrite();
void ProbeAndReadStructure();
void FsRtlEnterFileSystem();
void FsRtlExitFileSystem();
void YieldProcessor();
PVOID ExAllocatePool();
PVOID ExAllocatePoolWithTag();
PVOID ExAllocatePoolWithTagPriority();
PVOID ExAllocatePoolWithQuota();
PVOID ExAllocatePoolWithQuotaTag();
PVOID ExAllocatePool2();
PVOID ExAllocatePool3();
PVOID ExAllocatePoolZero();
PVOID ExAllocatePoolUninitialized();
PVOID ExAllocatePoolQuotaZero();
PVOID ExAllocateFromNPagedLookasideList();
PVOID ExAllocateFromPagedLookasideList();
PVOID ExAllocateFromLookasideListEx();
void ExFreePool();
LONGLONG InterlockedExchange64();
LONGLONG InterlockedCompareExchange64();
LONGLONG InterlockedIncrement64();
LONGLONG InterlockedDecrement64();
LONGLONG InterlockedAdd64();
LONG InterlockedIncrement();
LONG InterlockedDecrement();
LONG InterlockedExchange();
LONG InterlockedExchangeAdd();
LONG InterlockedCompareExchange();
LONG InterlockedOr();
LONG InterlockedAnd();
LONG InterlockedXor();
LONG InterlockedAdd();
PVOID InterlockedExchangePointer();
PVOID InterlockedCompareExchangePointer();
LARGE_INTEGER KeQueryPerformanceCounter();
ULONGLONG KeQueryInterruptTime();
void KeQuerySystemTime();
void KeQueryTickCount();
ULONG KeQueryTimeIncrement();
PVOID MmGetSystemRoutineAddress();
PVOID _ReturnAddress();

/* The C library. */
void *memcpy();
void *memmove();
void *memset();
int memcmp();
void *memchr();
char *strchr();
char *strrchr();
char *strstr();
char *strcpy();
char *strncpy();
char *strcat();
char *_strlwr();
char *_strupr();
size_t strlen();
size_t wcslen();
size_t wcsnlen();
size_t strnlen();
int wcscmp();
int _wcsicmp();
int _wcsnicmp();
wchar_t *wcschr();
wchar_t *wcsrchr();
wchar_t *wcsstr();
wchar_t *wcscpy();
wchar_t *wcsncpy();
wchar_t *wcscat();
wchar_t *_wcsupr();
wchar_t *_wcslwr();
