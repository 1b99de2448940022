// An interrupt of the framework that is handled at PASSIVE_LEVEL.
#include <ntddk.h>
#include <wdf.h>

static HANDLE Log;

static EVT_WDF_INTERRUPT_ISR OnInterrupt;

static BOOLEAN OnInterrupt(WDFINTERRUPT Interrupt, ULONG Message)
{
    UNREFERENCED_PARAMETER(Interrupt);
    UNREFERENCED_PARAMETER(Message);
    ZwClose(Log);
    return TRUE;
}

NTSTATUS AddInterrupt(WDFDEVICE Device, WDFINTERRUPT *Interrupt)
{
    WDF_INTERRUPT_CONFIG config;

    WDF_INTERRUPT_CONFIG_INIT(&config, OnInterrupt, NULL);
    config.PassiveHandling = TRUE;
    return WdfInterruptCreate(Device, &config, WDF_NO_OBJECT_ATTRIBUTES, Interrupt);
}

// Such an interrupt's lock raises nothing, and of which interrupt a lock is nobody knows.
VOID ClearOk(WDFINTERRUPT Interrupt)
{
    WdfInterruptAcquireLock(Interrupt);
    ZwClose(Log);
    WdfInterruptReleaseLock(Interrupt);
}

NTSTATUS AddDevice(PWDFDEVICE_INIT Init, WDFDEVICE *Device)
{
    WDF_OBJECT_ATTRIBUTES attributes;

    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ExecutionLevel = WdfExecutionLevelPassive;
    return WdfDeviceCreate(&Init, &attributes, Device);
}

VOID CloseOk(WDFDEVICE Device)
{
    WdfObjectAcquireLock(Device);
    ZwClose(Log);
    WdfObjectReleaseLock(Device);
}

// What only harms where strings are paged out comes first, and hides nothing.
static VOID WriteLog(PCWSTR Text)
{
    UNICODE_STRING name;
    HANDLE file = NULL;

    RtlInitUnicodeString(&name, Text);
    ZwClose(file);
}

static KSPIN_LOCK LogLock;

VOID LogBad(VOID)
{
    KIRQL irql;

    KeRaiseIrql(HIGH_LEVEL, &irql);
    WriteLog(L"raised"); // want "`ZwClose` is called at HIGH_LEVEL"
    KeLowerIrql(irql);
}

VOID CopyOk(PUNICODE_STRING Name)
{
    KIRQL irql;

    KeAcquireSpinLock(&LogLock, &irql);
    RtlInitUnicodeString(Name, L"resident");
    KeReleaseSpinLock(&LogLock, irql);
}
