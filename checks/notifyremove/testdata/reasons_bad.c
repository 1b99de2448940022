// Callbacks for bug checks, non-maskable interrupts and callback objects that unload forgets.
#include <ntddk.h>

static KBUGCHECK_REASON_CALLBACK_RECORD Dump;
static KBUGCHECK_REASON_CALLBACK_RECORD More;
static PVOID Nmi;
static PVOID Power;

static VOID OnDump(KBUGCHECK_CALLBACK_REASON Reason, PKBUGCHECK_REASON_CALLBACK_RECORD Record, PVOID Data, ULONG Length)
{
    DbgPrint("%d %p %p %u", Reason, Record, Data, Length);
}

static VOID OnMore(KBUGCHECK_CALLBACK_REASON Reason, PKBUGCHECK_REASON_CALLBACK_RECORD Record, PVOID Data, ULONG Length)
{
    DbgPrint("%d %p %p %u", Reason, Record, Data, Length);
}

static BOOLEAN OnNmi(PVOID Context, BOOLEAN Handled)
{
    UNREFERENCED_PARAMETER(Context);
    return Handled;
}

static VOID OnPower(PVOID Context, PVOID First, PVOID Second)
{
    DbgPrint("%p %p %p", Context, First, Second);
}

static VOID Unload(PDRIVER_OBJECT DriverObject) // want "`Unload` leaves `OnMore` registered" "`Unload` leaves `OnNmi` registered" "`Unload` leaves `OnPower` registered"
{
    UNREFERENCED_PARAMETER(DriverObject);
    KeDeregisterBugCheckReasonCallback(&Dump);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PCALLBACK_OBJECT object;
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Callback\\PowerState");

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    KeRegisterBugCheckReasonCallback(&Dump, OnDump, KbCallbackSecondaryDumpData, (PUCHAR)"sample");
    KeRegisterBugCheckReasonCallback(&More, OnMore, KbCallbackAddPages, (PUCHAR)"sample");
    Nmi = KeRegisterNmiCallback(OnNmi, NULL);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    if (NT_SUCCESS(ExCreateCallback(&object, &attributes, FALSE, TRUE))) {
        Power = ExRegisterCallback(object, OnPower, NULL);
        ObDereferenceObject(object);
    }
    return STATUS_SUCCESS;
}
