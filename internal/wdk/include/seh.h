/* Structured exception handling. The kernel headers spell the words without
   underscores as well; clang knows those with two. */

#define try __try
#define except __except
#define finally __finally
#define leave __leave
#define _try __try
#define _except __except
#define _finally __finally
#define _leave __leave

#define EXCEPTION_EXECUTE_HANDLER 1
#define EXCEPTION_CONTINUE_SEARCH 0
#define EXCEPTION_CONTINUE_EXECUTION (-1)

#define EXCEPTION_MAXIMUM_PARAMETERS 15

typedef struct _M128A {
	ULONGLONG Low;
	LONGLONG High;
} M128A, *PM128A;

typedef struct _XMM_SAVE_AREA32 {
	USHORT ControlWord;
	USHORT StatusWord;
	UCHAR TagWord;
	UCHAR Reserved1;
	USHORT ErrorOpcode;
	ULONG ErrorOffset;
	USHORT ErrorSelector;
	USHORT Reserved2;
	ULONG DataOffset;
	USHORT DataSelector;
	USHORT Reserved3;
	ULONG MxCsr;
	ULONG MxCsr_Mask;
	M128A FloatRegisters[8];
	M128A XmmRegisters[16];
	UCHAR Reserved4[96];
} XMM_SAVE_AREA32, *PXMM_SAVE_AREA32;

typedef struct _CONTEXT {
	ULONG64 P1Home, P2Home, P3Home, P4Home, P5Home, P6Home;
	ULONG ContextFlags;
	ULONG MxCsr;
	USHORT SegCs, SegDs, SegEs, SegFs, SegGs, SegSs;
	ULONG EFlags;
	ULONG64 Dr0, Dr1, Dr2, Dr3, Dr6, Dr7;
	ULONG64 Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15;
	ULONG64 Rip;
	XMM_SAVE_AREA32 FltSave;
	M128A VectorRegister[26];
	ULONG64 VectorControl, DebugControl;
	ULONG64 LastBranchToRip, LastBranchFromRip, LastExceptionToRip, LastExceptionFromRip;
} CONTEXT, *PCONTEXT;

typedef struct _EXCEPTION_RECORD {
	NTSTATUS ExceptionCode;
	ULONG ExceptionFlags;
	struct _EXCEPTION_RECORD *ExceptionRecord;
	PVOID ExceptionAddress;
	ULONG NumberParameters;
	ULONG_PTR ExceptionInformation[EXCEPTION_MAXIMUM_PARAMETERS];
} EXCEPTION_RECORD, *PEXCEPTION_RECORD;

typedef struct _EXCEPTION_POINTERS {
	PEXCEPTION_RECORD ExceptionRecord;
	PCONTEXT ContextRecord;
} EXCEPTION_POINTERS, *PEXCEPTION_POINTERS;

/* clang accepts its own spellings of these only inside a filter or handler, and drops
   the statement elsewhere. */
#define GetExceptionCode GetExceptionCode
#define GetExceptionInformation GetExceptionInformation
#define AbnormalTermination AbnormalTermination
#define exception_code GetExceptionCode
#define exception_info GetExceptionInformation
#define abnormal_termination AbnormalTermination
#define _exception_code GetExceptionCode
#define _exception_info GetExceptionInformation
#define _abnormal_termination AbnormalTermination
#define __exception_code GetExceptionCode
#define __exception_info GetExceptionInformation
#define __abnormal_termination AbnormalTermination
NTSTATUS GetExceptionCode(void);
PEXCEPTION_POINTERS GetExceptionInformation(void);
int AbnormalTermination(void);
