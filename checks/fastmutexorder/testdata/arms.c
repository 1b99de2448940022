// Both arms of a choice release: the test says nothing of which mutex is held.
#include <ntddk.h>

typedef struct _LEDGER {
    FAST_MUTEX Book;
    FAST_MUTEX Page;
    LONG Balance;
} LEDGER, *PLEDGER;

BOOLEAN Withdraw(PLEDGER Ledger, LONG Amount)
{
    ExAcquireFastMutex(&Ledger->Book);
    ExAcquireFastMutex(&Ledger->Page);
    if (Ledger->Balance - Amount >= 0) {
        Ledger->Balance -= Amount;
        ExReleaseFastMutex(&Ledger->Page);
        ExReleaseFastMutex(&Ledger->Book);
        return TRUE;
    }
    ExReleaseFastMutex(&Ledger->Book); // want "`Ledger->Book` is released while `Ledger->Page`"
    ExReleaseFastMutex(&Ledger->Page);
    return FALSE;
}

VOID Deposit(PLEDGER Ledger, LONG Amount)
{
    ExAcquireFastMutex(&Ledger->Book);
    ExAcquireFastMutex(&Ledger->Page);
    Ledger->Balance += Amount;
    if (Ledger->Balance < 0) {
        ExReleaseFastMutex(&Ledger->Page);
        ExReleaseFastMutex(&Ledger->Book);
    } else {
        ExReleaseFastMutex(&Ledger->Book); // want "`Ledger->Book` is released while `Ledger->Page`"
        ExReleaseFastMutex(&Ledger->Page);
    }
}
