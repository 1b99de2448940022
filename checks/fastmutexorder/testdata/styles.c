// The same rights and wrongs in many styles of writing.
#include <ntddk.h>

typedef struct _L {
    FAST_MUTEX A, B, C;
    KGUARDED_MUTEX G, H;
    LIST_ENTRY L;
    int n;
} L, *PL;

VOID SwapBad(PL x)
{
    ExAcquireFastMutex(&x->A);
    ExAcquireFastMutex(&x->B);
    ExReleaseFastMutex(&x->A); // want "x->A.*x->B"
    ExReleaseFastMutex(&x->B);
}

VOID NestOk(PL x)
{
    ExAcquireFastMutex(&x->A);
    ExAcquireFastMutex(&x->B);
    ExReleaseFastMutex(&x->B);
    ExReleaseFastMutex(&x->A);
}

VOID HandOk(PL x)
{
    ExAcquireFastMutex(&x->A);
    ExReleaseFastMutex(&x->A);
    ExAcquireFastMutex(&x->B);
    ExReleaseFastMutex(&x->B);
}

VOID CondOk(PL x, int c)
{
    ExAcquireFastMutex(&x->A);
    if (c) {
        ExAcquireFastMutex(&x->B);
    }
    x->n++;
    if (c) {
        ExReleaseFastMutex(&x->B);
    }
    ExReleaseFastMutex(&x->A);
}

VOID CondBad(PL x, int c)
{
    ExAcquireFastMutex(&x->A);
    if (c) {
        ExAcquireFastMutex(&x->B);
    }
    x->n++;
    ExReleaseFastMutex(&x->A); // want "x->A.*x->B"
    if (c) {
        ExReleaseFastMutex(&x->B);
    }
}

static VOID UnlockTwo(PFAST_MUTEX a, PFAST_MUTEX b)
{
    ExReleaseFastMutex(a);
    ExReleaseFastMutex(b);
}

VOID TwoBad(PL x)
{
    ExAcquireFastMutex(&x->A);
    ExAcquireFastMutex(&x->B);
    UnlockTwo(&x->A, &x->B); // want "x->A.*x->B"
}

VOID TwoOk(PL x)
{
    ExAcquireFastMutex(&x->A);
    ExAcquireFastMutex(&x->B);
    UnlockTwo(&x->B, &x->A);
}

VOID CoupleBad(PL x, PL y)
{
    ExAcquireFastMutex(&x->A);
    ExAcquireFastMutex(&y->A);
    ExReleaseFastMutex(&x->A); // want "x->A.*y->A"
    ExReleaseFastMutex(&y->A);
}

VOID UnsafeOk(PL x)
{
    KeEnterCriticalRegion();
    ExAcquireFastMutexUnsafe(&x->A);
    ExAcquireFastMutexUnsafe(&x->B);
    ExReleaseFastMutexUnsafe(&x->A);
    ExReleaseFastMutexUnsafe(&x->B);
    KeLeaveCriticalRegion();
}

VOID ThreeBad(PL x)
{
    ExAcquireFastMutex(&x->A);
    ExAcquireFastMutex(&x->B);
    ExAcquireFastMutex(&x->C);
    ExReleaseFastMutex(&x->B); // want "x->B.*x->C"
    ExReleaseFastMutex(&x->C);
    ExReleaseFastMutex(&x->A);
}

VOID OrderedOk(PL x, PL y)
{
    PFAST_MUTEX f, s;
    if (x < y) {
        f = &x->A;
        s = &y->A;
    } else {
        f = &y->A;
        s = &x->A;
    }
    ExAcquireFastMutex(f);
    ExAcquireFastMutex(s);
    ExReleaseFastMutex(s);
    ExReleaseFastMutex(f);
}
