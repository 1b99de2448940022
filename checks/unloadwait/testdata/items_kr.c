/* What unloadwait must leave alone, and flags, in the old style: globals, gotos, no annotations. */
#include <ntddk.h>

#define NTHREADS 4

PVOID gHelped, gPool[NTHREADS], gMaybe, gHalf, gLate, gSome[2], gTold;
HANDLE gHandle;
KEVENT gStop, gBye;
int gFailed;

void by_helper(void *ctx) { KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL); }
void by_handle(void *ctx) { KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL); }
void by_array(void *ctx) { KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL); }
void by_creator(void *ctx) { KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL); }
void by_condition(void *ctx) { KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL); }
void forgotten(void *ctx) { KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL); }
void skipped(void *ctx) { KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL); }
void given_up(void *ctx) { KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL); }
void one_of_two(void *ctx) { KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL); }

void says_bye(void *ctx)
{
    KeWaitForSingleObject(&gStop, Executive, KernelMode, FALSE, NULL);
    KeSetEvent(&gBye, 0, FALSE);
}

int start(PKSTART_ROUTINE routine, PVOID *object)
{
    HANDLE h;

    if (PsCreateSystemThread(&h, THREAD_ALL_ACCESS, NULL, NULL, NULL, routine, NULL) < 0)
        return 0;
    ObReferenceObjectByHandle(h, THREAD_ALL_ACCESS, NULL, KernelMode, object, NULL);
    ZwClose(h);
    return 1;
}

void join(PVOID object)
{
    KeWaitForSingleObject(object, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(object);
}

/* Leave alone: a thread joined where it was made. */
void run_and_wait(void)
{
    HANDLE h;

    if (PsCreateSystemThread(&h, THREAD_ALL_ACCESS, NULL, NULL, NULL, by_creator, NULL) < 0)
        return;
    ZwWaitForSingleObject(h, FALSE, NULL);
    ZwClose(h);
}

void Unload(PDRIVER_OBJECT drv) // want "system thread `forgotten` still runs"
{
    LARGE_INTEGER second;

    KeSetEvent(&gStop, 0, FALSE);

    /* Leave alone: wait in a helper. */
    join(gHelped);

    /* Leave alone: wait on the handle. */
    ZwWaitForSingleObject(gHandle, FALSE, NULL);
    ZwClose(gHandle);

    /* Leave alone: KeWaitForMultipleObjects over an array of threads. */
    KeWaitForMultipleObjects(NTHREADS, gPool, WaitAll, Executive, KernelMode, FALSE, NULL, NULL);

    /* Leave alone: a wait skipped only where the thread was never created. */
    if (gMaybe != NULL)
        join(gMaybe);

    /* Flags: a finite timeout whose STATUS_TIMEOUT is ignored. */
    second.QuadPart = -10000000;
    KeWaitForSingleObject(gLate, Executive, KernelMode, FALSE, &second); // want "`given_up` gives up after its timeout"

    /* Flags: only some of the threads. */
    KeWaitForSingleObject(gSome[0], Executive, KernelMode, FALSE, NULL); // want "one of the system threads `one_of_two` only"

    /* Flags (warning): only an event that the thread sets. */
    KeWaitForSingleObject(&gBye, Executive, KernelMode, FALSE, NULL); // want "signal that the system thread `says_bye` gives"

    /* Flags: a wait on only some paths. */
    if (gFailed)
        goto out;
    KeWaitForSingleObject(gHalf, Executive, KernelMode, FALSE, NULL); // want "`skipped` is left out on a path"
out:
    IoDeleteDevice(drv->DeviceObject);
}

NTSTATUS Dispatch(PDEVICE_OBJECT dev, PIRP irp)
{
    gFailed = irp->Cancel;
    run_and_wait();
    IoCompleteRequest(irp, 0);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT drv, PUNICODE_STRING reg)
{
    HANDLE h, pool, some;
    int i;

    drv->DriverUnload = Unload;
    drv->MajorFunction[IRP_MJ_CREATE] = Dispatch;
    KeInitializeEvent(&gStop, NotificationEvent, FALSE);
    KeInitializeEvent(&gBye, NotificationEvent, FALSE);
    start(by_helper, &gHelped);
    PsCreateSystemThread(&gHandle, THREAD_ALL_ACCESS, NULL, NULL, NULL, by_handle, NULL);
    for (i = 0; i < NTHREADS; i++) {
        PsCreateSystemThread(&pool, THREAD_ALL_ACCESS, NULL, NULL, NULL, by_array, NULL);
        ObReferenceObjectByHandle(pool, THREAD_ALL_ACCESS, NULL, KernelMode, &gPool[i], NULL);
        ZwClose(pool);
    }
    if (drv->DriverSize > 4096)
        start(by_condition, &gMaybe);
    start(skipped, &gHalf);
    start(given_up, &gLate);
    start(says_bye, &gTold);
    for (i = 0; i < 2; i++) {
        PsCreateSystemThread(&some, THREAD_ALL_ACCESS, NULL, NULL, NULL, one_of_two, NULL);
        ObReferenceObjectByHandle(some, THREAD_ALL_ACCESS, NULL, KernelMode, &gSome[i], NULL);
        ZwClose(some);
    }
    /* Flags: no wait. */
    if (PsCreateSystemThread(&h, THREAD_ALL_ACCESS, NULL, NULL, NULL, forgotten, NULL) >= 0)
        ZwClose(h);
    return STATUS_SUCCESS;
}
