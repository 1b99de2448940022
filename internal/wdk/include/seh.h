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

typedef union __m64 { ULONGLONG m64_u64; float m64_f32[2]; CHAR m64_i8[8]; UCHAR m64_u8[8]; SHORT m64_i16[4]; USHORT m64_u16[4]; LONG m64_i32[2]; ULONG m64_u32[2]; LONGLONG m64_i64; } __m64;
typedef union __m128 { float m128_f32[4]; ULONGLONG m128_u64[2]; CHAR m128_i8[16]; UCHAR m128_u8[16]; SHORT m128_i16[8]; USHORT m128_u16[8]; LONG m128_i32[4]; ULONG m128_u32[4]; LONGLONG m128_i64[2]; } __m128;
typedef struct __m128d { double m128d_f64[2]; } __m128d;
typedef union __m128i { CHAR m128i_i8[16]; SHORT m128i_i16[8]; LONG m128i_i32[4]; LONGLONG m128i_i64[2]; UCHAR m128i_u8[16]; USHORT m128i_u16[8]; ULONG m128i_u32[4]; ULONGLONG m128i_u64[2]; } __m128i;
typedef union __m256 { float m256_f32[8]; } __m256;
typedef struct __m256d { double m256d_f64[4]; } __m256d;
typedef union __m256i { CHAR m256i_i8[32]; SHORT m256i_i16[16]; LONG m256i_i32[8]; LONGLONG m256i_i64[4]; UCHAR m256i_u8[32]; USHORT m256i_u16[16]; ULONG m256i_u32[8]; ULONGLONG m256i_u64[4]; } __m256i;
typedef union __m512 { float m512_f32[16]; } __m512;
typedef struct __m512d { double m512d_f64[8]; } __m512d;
typedef union __m512i { CHAR m512i_i8[64]; SHORT m512i_i16[32]; LONG m512i_i32[16]; LONGLONG m512i_i64[8]; UCHAR m512i_u8[64]; USHORT m512i_u16[32]; ULONG m512i_u32[16]; ULONGLONG m512i_u64[8]; } __m512i;

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
