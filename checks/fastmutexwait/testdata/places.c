// Locks by place: the same lock under many names, and different locks of one name.
#include <ntddk.h>

typedef struct _SLOT {
    FAST_MUTEX Lock;
    KEVENT Ready;
    ULONG Value;
} SLOT, *PSLOT;

typedef struct _BUS {
    FAST_MUTEX Lock;
    KEVENT Ready;
    PSLOT Slots;
    SLOT Table[8];
    PSLOT Ring[4];
    struct _BUS *Parent;
    struct _BUS *Next;
    LIST_ENTRY Link;
    PVOID Private;
} BUS, *PBUS;

static FAST_MUTEX GlobalLock;
static KEVENT GlobalReady;
static PBUS Root;
static BUS Buses[4];
static SLOT Grid[3][3];

// --- A global.

VOID GlobalOk(VOID)
{
    ExAcquireFastMutex(&GlobalLock);
    ExReleaseFastMutex(&GlobalLock);
    KeWaitForSingleObject(&GlobalReady, Executive, KernelMode, FALSE, NULL);
}

VOID GlobalBad(VOID)
{
    PFAST_MUTEX lock = &GlobalLock;

    ExAcquireFastMutex(lock);
    KeWaitForSingleObject(&GlobalReady, Executive, KernelMode, FALSE, NULL); // want "held"
    ExReleaseFastMutex(&GlobalLock);
}

// --- The field of an extension that two locals reach.

VOID ExtensionOk(PDEVICE_OBJECT DeviceObject)
{
    PBUS bus = DeviceObject->DeviceExtension;
    PBUS again = (PBUS)DeviceObject->DeviceExtension;

    ExAcquireFastMutex(&bus->Lock);
    ExReleaseFastMutex(&again->Lock);
    KeWaitForSingleObject(&bus->Ready, Executive, KernelMode, FALSE, NULL);
}

VOID ExtensionBad(PDEVICE_OBJECT DeviceObject)
{
    PBUS bus = DeviceObject->DeviceExtension;

    ExAcquireFastMutex(&bus->Lock);
    KeWaitForSingleObject(&((PBUS)DeviceObject->DeviceExtension)->Ready, Executive, KernelMode, FALSE, NULL); // want "bus->Lock"
    ExReleaseFastMutex(&((PBUS)DeviceObject->DeviceExtension)->Lock);
}

// --- Elements of an array, by the same variable.

VOID ElementOk(PBUS Bus, ULONG i)
{
    ExAcquireFastMutex(&Bus->Table[i].Lock);
    Bus->Table[i].Value++;
    ExReleaseFastMutex(&Bus->Table[i].Lock);
    KeWaitForSingleObject(&Bus->Table[i].Ready, Executive, KernelMode, FALSE, NULL);
}

VOID ElementPointerOk(PBUS Bus, ULONG i)
{
    PSLOT slot = &Bus->Table[i];

    ExAcquireFastMutex(&slot->Lock);
    ExReleaseFastMutex(&Bus->Table[i].Lock);
    KeWaitForSingleObject(&slot->Ready, Executive, KernelMode, FALSE, NULL);
}

VOID ElementRingBad(PBUS Bus, ULONG i)
{
    ExAcquireFastMutex(&Bus->Ring[i]->Lock);
    KeWaitForSingleObject(&Bus->Ring[i]->Ready, Executive, KernelMode, FALSE, NULL); // want "Lock"
    ExReleaseFastMutex(&Bus->Ring[i]->Lock);
}

VOID ElementGridOk(ULONG x, ULONG y)
{
    ExAcquireFastMutex(&Grid[x][y].Lock);
    Grid[x][y].Value = 0;
    ExReleaseFastMutex(&Grid[x][y].Lock);
    KeWaitForSingleObject(&Grid[x][y].Ready, Executive, KernelMode, FALSE, NULL);
}

VOID ElementArithmeticOk(PBUS Bus, ULONG i)
{
    ExAcquireFastMutex(&(Bus->Slots + i)->Lock);
    ExReleaseFastMutex(&Bus->Slots[i].Lock);
    KeWaitForSingleObject(&Bus->Slots[i].Ready, Executive, KernelMode, FALSE, NULL);
}

VOID ElementIncrementedBad(PBUS Bus, ULONG i)
{
    ExAcquireFastMutex(&Bus->Table[i].Lock);
    i++;
    KeWaitForSingleObject(&Bus->Table[i].Ready, Executive, KernelMode, FALSE, NULL); // want "Lock"
    ExReleaseFastMutex(&Bus->Table[i - 1].Lock);
}

VOID EveryElementOk(VOID)
{
    PBUS bus;

    for (bus = Buses; bus < Buses + 4; bus++) {
        ExAcquireFastMutex(&bus->Lock);
        bus->Parent = NULL;
        ExReleaseFastMutex(&bus->Lock);
        KeWaitForSingleObject(&bus->Ready, Executive, KernelMode, FALSE, NULL);
    }
}

// --- A local copy of the pointer.

VOID CopyOk(VOID)
{
    PBUS root = Root;
    PBUS copy = root;

    ExAcquireFastMutex(&root->Lock);
    copy->Parent = NULL;
    ExReleaseFastMutex(&copy->Lock);
    KeWaitForSingleObject(&Root->Ready, Executive, KernelMode, FALSE, NULL);
}

VOID CopyBad(VOID)
{
    PBUS root = Root;

    ExAcquireFastMutex(&Root->Lock);
    KeWaitForSingleObject(&root->Ready, Executive, KernelMode, FALSE, NULL); // want "Root->Lock"
    ExReleaseFastMutex(&root->Lock);
}

VOID ParentOk(PBUS Bus)
{
    PBUS parent = Bus->Parent;

    if (parent == NULL)
        return;
    ExAcquireFastMutex(&parent->Lock);
    Bus->Private = parent->Private;
    ExReleaseFastMutex(&Bus->Parent->Lock);
    KeWaitForSingleObject(&Bus->Ready, Executive, KernelMode, FALSE, NULL);
}

// CONTAINING_RECORD finds the same object again.
VOID RecordOk(PLIST_ENTRY Entry)
{
    PBUS bus = CONTAINING_RECORD(Entry, BUS, Link);

    ExAcquireFastMutex(&bus->Lock);
    ExReleaseFastMutex(&CONTAINING_RECORD(Entry, BUS, Link)->Lock);
    KeWaitForSingleObject(&bus->Ready, Executive, KernelMode, FALSE, NULL);
}

VOID RecordBad(PLIST_ENTRY Entry)
{
    PBUS bus = CONTAINING_RECORD(Entry, BUS, Link);

    ExAcquireFastMutex(&bus->Lock);
    KeWaitForSingleObject(&bus->Ready, Executive, KernelMode, FALSE, NULL); // want "bus->Lock"
    ExReleaseFastMutex(&CONTAINING_RECORD(Entry, BUS, Link)->Lock);
}

// --- By address through two helpers.

static VOID LockDeep(PFAST_MUTEX Mutex)
{
    ExAcquireFastMutex(Mutex);
}

static VOID LockMiddle(PFAST_MUTEX Mutex)
{
    LockDeep(Mutex);
}

static VOID UnlockMiddle(PVOID Opaque)
{
    PFAST_MUTEX mutex = (PFAST_MUTEX)Opaque;

    ExReleaseFastMutex(mutex);
}

VOID AddressOk(PBUS Bus)
{
    LockMiddle(&Bus->Lock);
    Bus->Private = NULL;
    UnlockMiddle(&Bus->Lock);
    KeWaitForSingleObject(&Bus->Ready, Executive, KernelMode, FALSE, NULL);
}

VOID AddressBad(PBUS Bus)
{
    LockMiddle(&Bus->Lock);
    KeWaitForSingleObject(&Bus->Ready, Executive, KernelMode, FALSE, NULL); // want "Bus->Lock"
    UnlockMiddle(&Bus->Lock);
}

VOID AddressGlobalBad(VOID)
{
    LockMiddle(&GlobalLock);
    KeWaitForSingleObject(&GlobalReady, Executive, KernelMode, FALSE, NULL); // want "GlobalLock"
    UnlockMiddle(&GlobalLock);
}

// --- Different instances of one type.

VOID InstancesBad(PBUS First, PBUS Second)
{
    ExAcquireFastMutex(&First->Lock);
    ExAcquireFastMutex(&Second->Lock);
    ExReleaseFastMutex(&Second->Lock);
    KeWaitForSingleObject(&First->Ready, Executive, KernelMode, FALSE, NULL); // want "First->Lock"
    ExReleaseFastMutex(&First->Lock);
}

VOID InstancesOk(PBUS First, PBUS Second)
{
    ExAcquireFastMutex(&First->Lock);
    ExAcquireFastMutex(&Second->Lock);
    ExReleaseFastMutex(&Second->Lock);
    ExReleaseFastMutex(&First->Lock);
    KeWaitForSingleObject(&First->Ready, Executive, KernelMode, FALSE, NULL);
}

// Down a list, hand over hand; nothing is held behind it.
VOID ListOk(PBUS Head)
{
    PBUS bus = Head;
    PBUS next;

    while (bus != NULL) {
        ExAcquireFastMutex(&bus->Lock);
        next = bus->Next;
        ExReleaseFastMutex(&bus->Lock);
        KeWaitForSingleObject(&bus->Ready, Executive, KernelMode, FALSE, NULL);
        bus = next;
    }
}

// --- Unknown is not "the same", nor is it another one.

PBUS FindBus(ULONG Number);

VOID FoundOk(ULONG Number)
{
    PBUS bus = FindBus(Number);

    ExAcquireFastMutex(&bus->Lock);
    bus->Private = NULL;
    ExReleaseFastMutex(&bus->Lock);
    bus = FindBus(Number + 1);
    KeWaitForSingleObject(&bus->Ready, Executive, KernelMode, FALSE, NULL);
}

VOID FoundTwiceOk(ULONG Number)
{
    ExAcquireFastMutex(&FindBus(Number)->Lock);
    ExReleaseFastMutex(&FindBus(Number)->Lock);
    KeWaitForSingleObject(&FindBus(Number)->Ready, Executive, KernelMode, FALSE, NULL);
}

VOID ReloadedOk(PBUS Bus)
{
    PBUS *where = &Root;

    ExAcquireFastMutex(&(*where)->Lock);
    Bus->Private = NULL;
    ExReleaseFastMutex(&Root->Lock);
    KeWaitForSingleObject(&Bus->Ready, Executive, KernelMode, FALSE, NULL);
}

// A pointer chosen on two paths.
VOID ChosenOk(PBUS Bus, BOOLEAN Parent)
{
    PFAST_MUTEX lock;

    if (Parent)
        lock = &Bus->Parent->Lock;
    else
        lock = &Bus->Lock;
    ExAcquireFastMutex(lock);
    Bus->Private = NULL;
    ExReleaseFastMutex(lock);
    KeWaitForSingleObject(&Bus->Ready, Executive, KernelMode, FALSE, NULL);
}

VOID ChosenBad(PBUS Bus, BOOLEAN Parent)
{
    PFAST_MUTEX lock = Parent ? &Bus->Parent->Lock : &GlobalLock;

    ExAcquireFastMutex(lock);
    KeWaitForSingleObject(&Bus->Ready, Executive, KernelMode, FALSE, NULL); // want "lock"
    ExReleaseFastMutex(lock);
}

// The lock lies in a heap block of this function.
VOID HeapBad(VOID)
{
    PSLOT slot = ExAllocatePoolWithTag(NonPagedPool, sizeof(SLOT), 'tolS');

    if (slot == NULL)
        return;
    ExInitializeFastMutex(&slot->Lock);
    KeInitializeEvent(&slot->Ready, NotificationEvent, FALSE);
    Root->Slots = slot;
    ExAcquireFastMutex(&slot->Lock);
    KeWaitForSingleObject(&slot->Ready, Executive, KernelMode, FALSE, NULL); // want "slot->Lock"
    ExReleaseFastMutex(&Root->Slots->Lock);
}

VOID HeapOk(VOID)
{
    PSLOT slot = ExAllocatePoolWithTag(NonPagedPool, sizeof(SLOT), 'tolS');

    if (!slot)
        return;
    ExInitializeFastMutex(&slot->Lock);
    Root->Slots = slot;
    ExAcquireFastMutex(&slot->Lock);
    slot->Value = 1;
    ExReleaseFastMutex(&Root->Slots->Lock);
    KeWaitForSingleObject(&slot->Ready, Executive, KernelMode, FALSE, NULL);
}
