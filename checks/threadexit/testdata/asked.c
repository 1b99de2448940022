// Threads that look at what the acquisition of a resource returns.
#include <ntifs.h>

static ERESOURCE Lock;
static LIST_ENTRY Entries;
static BOOLEAN Stop;

static BOOLEAN Take(VOID)
{
    BOOLEAN found = FALSE;

    if (ExAcquireResourceExclusiveLite(&Lock, TRUE)) {
        found = !IsListEmpty(&Entries);
        ExReleaseResourceLite(&Lock);
    }
    return found;
}

static BOOLEAN TakeOr(BOOLEAN Wait)
{
    if (!ExAcquireResourceSharedLite(&Lock, Wait)) {
        return FALSE;
    }
    ExReleaseResourceLite(&Lock);
    return TRUE;
}

static VOID WaitsOk(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    do {
        Take();
    } while (!Stop);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID TriesOk(PVOID Context)
{
    TakeOr(Context != NULL);
    TakeOr(FALSE);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID SucceedsBad(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    if (ExAcquireResourceExclusiveLite(&Lock, TRUE)) {
        PsTerminateSystemThread(STATUS_SUCCESS); // want "while the thread holds `Lock`"
    }
}

VOID Start(VOID)
{
    HANDLE threads[3];

    PsCreateSystemThread(&threads[0], THREAD_ALL_ACCESS, NULL, NULL, NULL, WaitsOk, NULL);
    PsCreateSystemThread(&threads[1], THREAD_ALL_ACCESS, NULL, NULL, NULL, TriesOk, NULL);
    PsCreateSystemThread(&threads[2], THREAD_ALL_ACCESS, NULL, NULL, NULL, SucceedsBad, NULL);
}
