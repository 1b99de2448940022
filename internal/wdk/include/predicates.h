/* What the kernel headers define as macros, declared as functions, so that a driver's use
   of one is a call with a name. The macro of the same name defeats a driver's #ifndef. */

#define NT_SUCCESS NT_SUCCESS
#define NT_INFORMATION NT_INFORMATION
#define NT_WARNING NT_WARNING
#define NT_ERROR NT_ERROR
int NT_SUCCESS();
int NT_INFORMATION();
int NT_WARNING();
int NT_ERROR();

#define SUCCEEDED SUCCEEDED
#define FAILED FAILED
int SUCCEEDED();
int FAILED();

#define FlagOn FlagOn
#define BooleanFlagOn BooleanFlagOn
#define ARGUMENT_PRESENT ARGUMENT_PRESENT
ULONG FlagOn();
BOOLEAN BooleanFlagOn();
BOOLEAN ARGUMENT_PRESENT();

/* These write their first argument, so they stay macros. */
#define SetFlag(flags, mask) ((flags) |= (mask))
#define ClearFlag(flags, mask) ((flags) &= ~(mask))

#define ASSERT ASSERT
#define ASSERTMSG ASSERTMSG
#define RTL_SOFT_ASSERT RTL_SOFT_ASSERT
#define RTL_SOFT_ASSERTMSG RTL_SOFT_ASSERTMSG
#define NT_ASSERT NT_ASSERT
#define NT_ASSERTMSG NT_ASSERTMSG
#define NT_ASSERTMSGW NT_ASSERTMSGW
#define NT_ASSERT_ASSUME NT_ASSERT_ASSUME
#define NT_VERIFY NT_VERIFY
#define NT_VERIFYMSG NT_VERIFYMSG
#define NT_FRE_ASSERT NT_FRE_ASSERT
#define NT_FRE_ASSERTMSG NT_FRE_ASSERTMSG
#define FLT_ASSERT FLT_ASSERT
#define FLT_ASSERTMSG FLT_ASSERTMSG
#define VERIFY_IS_IRQL_PASSIVE_LEVEL VERIFY_IS_IRQL_PASSIVE_LEVEL
#define PAGED_ASSERT PAGED_ASSERT
#define _ASSERT _ASSERT
#define _ASSERTE _ASSERTE
#define assert assert
void ASSERT();
void ASSERTMSG();
int RTL_SOFT_ASSERT();
int RTL_SOFT_ASSERTMSG();
int NT_ASSERT();
int NT_ASSERTMSG();
int NT_ASSERTMSGW();
int NT_ASSERT_ASSUME();
int NT_VERIFY();
int NT_VERIFYMSG();
int NT_FRE_ASSERT();
int NT_FRE_ASSERTMSG();
int FLT_ASSERT();
int FLT_ASSERTMSG();
void VERIFY_IS_IRQL_PASSIVE_LEVEL();
void PAGED_ASSERT();
void _ASSERT();
void _ASSERTE();
void assert();

#define PAGED_CODE PAGED_CODE
#define PAGED_CODE_LOCKED PAGED_CODE_LOCKED
#define NON_PAGED_CODE NON_PAGED_CODE
void PAGED_CODE(void);
void PAGED_CODE_LOCKED(void);
void NON_PAGED_CODE(void);

#define UNREFERENCED_PARAMETER UNREFERENCED_PARAMETER
#define DBG_UNREFERENCED_PARAMETER DBG_UNREFERENCED_PARAMETER
#define DBG_UNREFERENCED_LOCAL_VARIABLE DBG_UNREFERENCED_LOCAL_VARIABLE
void UNREFERENCED_PARAMETER();
void DBG_UNREFERENCED_PARAMETER();
void DBG_UNREFERENCED_LOCAL_VARIABLE();

/* Object attributes: the header's macro assigns member by member. */
#define InitializeObjectAttributes InitializeObjectAttributes
void InitializeObjectAttributes();

#define WPP_INIT_TRACING WPP_INIT_TRACING
#define WPP_CLEANUP WPP_CLEANUP
#define DoTraceMessage DoTraceMessage
#define DoTraceLevelMessage DoTraceLevelMessage
#define DoDebugTrace DoDebugTrace
#define TraceEvents TraceEvents
void WPP_INIT_TRACING();
void WPP_CLEANUP();
void DoTraceMessage();
void DoTraceLevelMessage();
void DoDebugTrace();
void TraceEvents();
