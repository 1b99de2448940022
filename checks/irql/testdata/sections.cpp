// Attributes that say in which section a function lies, whatever a pragma says.
#include <wdm.h>

#define IN_MEMORY __declspec(code_seg(".text"))
#define PAGED_OUT _IRQL_requires_max_(APC_LEVEL) __declspec(code_seg("PAGE"))

class Meter {
public:
    IN_MEMORY static void OnTickOk(PKDPC, PVOID context, PVOID, PVOID);
    static void OnTockBad(PKDPC, PVOID context, PVOID, PVOID);
    IN_MEMORY void Count(ULONG n);
    void Clear();
    void Halve();
    void ClearBad();
    void Start();

private:
    KDPC tick_, tock_;
    KSPIN_LOCK lock_;
    ULONG ticks_;
};

PAGED_OUT void Meter::Clear()
{
    ticks_ = 0;
}

__declspec(code_seg("PAGE")) void Meter::Halve()
{
    ticks_ /= 2;
}

void Meter::ClearBad()
{
    KIRQL irql;

    KeAcquireSpinLock(&lock_, &irql);
    Clear(); // want "`Meter::Clear` is called at DISPATCH_LEVEL, set by `KeAcquireSpinLock`: it may be called at APC_LEVEL at most"
    Halve(); // want "`Meter::Halve` is called at DISPATCH_LEVEL, set by `KeAcquireSpinLock`, but lies in a section that can be paged out"
    KeReleaseSpinLock(&lock_, irql);
}

#pragma code_seg("PAGE")

IN_MEMORY
void Meter::OnTickOk(PKDPC, PVOID context, PVOID, PVOID)
{
    static_cast<Meter *>(context)->Count(1);
}

void Meter::OnTockBad(PKDPC, PVOID context, PVOID, PVOID) // want "the system calls `Meter::OnTockBad` as a DPC"
{
    static_cast<Meter *>(context)->Count(2);
}

// The declaration says it.
void Meter::Count(ULONG n)
{
    ticks_ += n;
}

void Meter::Start()
{
    KeInitializeDpc(&tick_, OnTickOk, this);
    KeInitializeDpc(&tock_, OnTockBad, this);
}
