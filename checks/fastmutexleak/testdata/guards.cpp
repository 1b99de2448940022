// A guard releases on every way out; what is done by hand does not.
#include <ntddk.h>

class Guard {
public:
    explicit Guard(PFAST_MUTEX mutex) : m_Mutex(mutex) { ExAcquireFastMutex(m_Mutex); }
    ~Guard() { ExReleaseFastMutex(m_Mutex); }
private:
    PFAST_MUTEX m_Mutex;
};

struct Pool {
    FAST_MUTEX Lock;
    ULONG Free;

    NTSTATUS TakeOk()
    {
        Guard guard(&Lock);
        if (Free == 0) {
            return STATUS_INSUFFICIENT_RESOURCES;
        }
        Free--;
        return STATUS_SUCCESS;
    }

    VOID TakeBad()
    {
        ExAcquireFastMutex(&Lock);
        if (Free == 0) {
            return; // want "TakeBad.*Lock"
        }
        Free--;
        ExReleaseFastMutex(&Lock);
    }
};

NTSTATUS Use(Pool *pool)
{
    pool->TakeBad();
    return pool->TakeOk();
}
