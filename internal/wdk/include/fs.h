/* File systems: the cache manager, file locks and the FsRtl package. */

typedef struct _FSRTL_COMMON_FCB_HEADER {
	CSHORT NodeTypeCode;
	CSHORT NodeByteSize;
	UCHAR Flags;
	UCHAR IsFastIoPossible;
	UCHAR Flags2;
	UCHAR Reserved;
	PERESOURCE Resource;
	PERESOURCE PagingIoResource;
	LARGE_INTEGER AllocationSize;
	LARGE_INTEGER FileSize;
	LARGE_INTEGER ValidDataLength;
} FSRTL_COMMON_FCB_HEADER, *PFSRTL_COMMON_FCB_HEADER;

typedef struct _FSRTL_ADVANCED_FCB_HEADER {
	CSHORT NodeTypeCode;
	CSHORT NodeByteSize;
	UCHAR Flags;
	UCHAR IsFastIoPossible;
	UCHAR Flags2;
	UCHAR Reserved:4;
	UCHAR Version:4;
	PERESOURCE Resource;
	PERESOURCE PagingIoResource;
	LARGE_INTEGER AllocationSize;
	LARGE_INTEGER FileSize;
	LARGE_INTEGER ValidDataLength;
	PFAST_MUTEX FastMutex;
	LIST_ENTRY FilterContexts;
	EX_PUSH_LOCK PushLock;
	PVOID *FileContextSupportPointer;
	PVOID Oplock;
} FSRTL_ADVANCED_FCB_HEADER, *PFSRTL_ADVANCED_FCB_HEADER;

typedef struct _PUBLIC_BCB {
	CSHORT NodeTypeCode;
	CSHORT NodeByteSize;
	ULONG MappedLength;
	LARGE_INTEGER MappedFileOffset;
} PUBLIC_BCB, *PPUBLIC_BCB;

typedef enum _FSRTL_COMPARISON_RESULT {
	LessThan = -1, EqualTo, GreaterThan
} FSRTL_COMPARISON_RESULT;

typedef enum _RTL_GENERIC_COMPARE_RESULTS {
	GenericLessThan, GenericGreaterThan, GenericEqual
} RTL_GENERIC_COMPARE_RESULTS;

typedef struct _RTL_BITMAP {
	ULONG SizeOfBitMap;
	PULONG Buffer;
} RTL_BITMAP, *PRTL_BITMAP;

typedef struct _LARGE_MCB {
	PVOID GuardedMutex;
	PVOID BaseMcb[6];
} LARGE_MCB, *PLARGE_MCB;

typedef struct _BASE_MCB {
	PVOID Opaque[6];
} BASE_MCB, *PBASE_MCB;

typedef struct _MCB {
	LARGE_MCB DummyFieldThatSizesThisStructureCorrectly;
} MCB, *PMCB;

typedef struct _TUNNEL {
	PVOID Opaque[8];
} TUNNEL, *PTUNNEL;

typedef struct _FILE_LOCK {
	PVOID CompleteLockIrpRoutine;
	PVOID UnlockRoutine;
	BOOLEAN FastIoIsQuestionable;
	PVOID LockInformation;
	LIST_ENTRY LockQueue;
} FILE_LOCK, *PFILE_LOCK;

typedef struct _NOTIFY_SYNC *PNOTIFY_SYNC;
typedef struct _ECP_LIST *PECP_LIST;
typedef struct _ECP_LIST ECP_LIST;
typedef struct _OPLOCK_KEY_ECP_CONTEXT *POPLOCK_KEY_ECP_CONTEXT;
typedef ULONG LBN, *PLBN, VBN, *PVBN;

typedef PVOID PBCB, *PPBCB;
#define CcGetFileSizePointer(file) ((PLARGE_INTEGER)((PLARGE_INTEGER)((file)->SectionObjectPointer->SharedCacheMap)))
void FsRtlSetupAdvancedHeader();
BOOLEAN FsRtlIsAnsiCharacterLegalFat();
BOOLEAN FsRtlIsLeadDbcsCharacter();
NTSTATUS FsRtlNormalizeNtstatus();
BOOLEAN FsRtlAreThereCurrentFileLocks();
PVOID FsRtlAllocatePool();
PVOID FsRtlAllocatePoolWithTag();
PVOID FsRtlAllocatePoolWithQuota();
PVOID FsRtlAllocatePoolWithQuotaTag();
PRTL_SPLAY_LINKS RtlSplay();
PRTL_SPLAY_LINKS RtlDelete();
PRTL_SPLAY_LINKS RtlRealSuccessor();
PRTL_SPLAY_LINKS RtlRealPredecessor();
PRTL_SPLAY_LINKS RtlSubtreeSuccessor();
PRTL_SPLAY_LINKS RtlSubtreePredecessor();
BOOLEAN RtlIsLeftChild();
BOOLEAN RtlIsRightChild();
BOOLEAN RtlIsRoot();
void RtlInitializeSplayLinks();
void RtlInsertAsLeftChild();
void RtlInsertAsRightChild();
