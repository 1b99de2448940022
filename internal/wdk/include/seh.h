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

struct _CONTEXT;
typedef struct _CONTEXT CONTEXT, *PCONTEXT;

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
