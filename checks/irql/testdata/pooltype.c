// The pool is what a parameter says: the caller decides whether the level is too high for it.
#include <ntddk.h>

static KSPIN_LOCK Lock;
static POOL_TYPE Usual;

static PVOID Take(POOL_TYPE Type, SIZE_T Size)
{
    KIRQL old;
    PVOID memory;

    KeAcquireSpinLock(&Lock, &old);
    memory = ExAllocatePoolWithTag(Type, Size, 'looP');
    KeReleaseSpinLock(&Lock, old);
    return memory;
}

static PVOID Plain(SIZE_T Size, POOL_TYPE Type)
{
    return ExAllocatePoolWithTag(Type, Size, 'looP');
}

static PVOID Deeper(POOL_FLAGS Flags)
{
    return ExAllocatePool2(Flags, 16, 'looP');
}

PVOID UnderItsLockBad(VOID)
{
    return Take(PagedPool, 16); // want "`ExAllocatePoolWithTag` is called at DISPATCH_LEVEL, set by `Take`"
}

PVOID UnderItsLockOk(VOID)
{
    return Take(NonPagedPool, 16);
}

PVOID UsualOk(VOID)
{
    return Take(Usual, 16);
}

PVOID UnderTheCallersBad(VOID)
{
    KIRQL old;
    PVOID memory;

    KeAcquireSpinLock(&Lock, &old);
    memory = Plain(16, PagedPool); // want "`ExAllocatePoolWithTag` is called at DISPATCH_LEVEL, set by `KeAcquireSpinLock`"
    KeReleaseSpinLock(&Lock, old);
    return memory;
}

PVOID UnderTheCallersOk(VOID)
{
    KIRQL old;
    PVOID memory;

    KeAcquireSpinLock(&Lock, &old);
    memory = Plain(16, NonPagedPoolNx);
    KeReleaseSpinLock(&Lock, old);
    return memory;
}

PVOID WithoutLockOk(VOID)
{
    return Plain(16, PagedPool);
}

static PVOID Aligned(POOL_TYPE Type)
{
    return ExAllocatePoolZero(Type, 16, 'looP');
}

PVOID AlignedBad(VOID)
{
    KIRQL old;
    PVOID memory;

    KeAcquireSpinLock(&Lock, &old);
    memory = Aligned(PagedPoolCacheAligned); // want "`ExAllocatePoolZero` is called at DISPATCH_LEVEL"
    KeReleaseSpinLock(&Lock, old);
    return memory;
}

PVOID FlagsOk(VOID)
{
    KIRQL old;
    PVOID memory;

    KeAcquireSpinLock(&Lock, &old);
    memory = Deeper(POOL_FLAG_NON_PAGED | POOL_FLAG_UNINITIALIZED);
    KeReleaseSpinLock(&Lock, old);
    return memory;
}

PVOID FlagsBad(VOID)
{
    KIRQL old;
    PVOID memory;

    KeAcquireSpinLock(&Lock, &old);
    memory = Deeper(POOL_FLAG_PAGED | POOL_FLAG_UNINITIALIZED); // want "`ExAllocatePool2` is called at DISPATCH_LEVEL"
    KeReleaseSpinLock(&Lock, old);
    return memory;
}
