// Who gets the level that was saved with a lock may give back both.
#include <ntddk.h>

struct _CONNECTION;
typedef VOID (*DONE)(struct _CONNECTION *Connection, KIRQL Level);

typedef struct _CONNECTION {
    LONG References;
    DONE Done;
    VOID (*Told)(struct _CONNECTION *Connection, LONG References);
} CONNECTION, *PCONNECTION;

static KSPIN_LOCK Table;

static VOID Keep(PCONNECTION Connection, KIRQL Level)
{
    UNREFERENCED_PARAMETER(Connection);
    KeReleaseSpinLock(&Table, Level);
}

static VOID Close(PCONNECTION Connection, KIRQL Level)
{
    KeReleaseSpinLock(&Table, Level);
    ExFreePool(Connection);
}

VOID Choose(PCONNECTION Connection, BOOLEAN Last)
{
    Connection->Done = Last ? Close : Keep;
}

VOID DropOk(PCONNECTION Connection)
{
    DONE done = NULL;
    KIRQL level;

    KeAcquireSpinLock(&Table, &level);
    if (--Connection->References == 0)
        done = Connection->Done;
    if (done != NULL)
        done(Connection, level);
    else
        KeReleaseSpinLock(&Table, level);
}

VOID DropRaisedOk(PCONNECTION Connection)
{
    KIRQL level = KeAcquireSpinLockRaiseToDpc(&Table);

    if (--Connection->References == 0)
        Connection->Done(Connection, level);
    else
        KeReleaseSpinLock(&Table, level);
}

VOID EndElsewhere(PCONNECTION Connection, KIRQL *Level);

VOID DropElsewhereOk(PCONNECTION Connection)
{
    KIRQL level;

    KeAcquireSpinLock(&Table, &level);
    if (--Connection->References == 0)
        EndElsewhere(Connection, &level);
    else
        KeReleaseSpinLock(&Table, level);
}

// Who gets something else can't give it back.
VOID TellBad(PCONNECTION Connection)
{
    KIRQL level;

    KeAcquireSpinLock(&Table, &level);
    if (--Connection->References == 0) {
        Connection->Told(Connection, Connection->References);
        return; // want "`TellBad` returns here with the spin lock `Table` held"
    }
    KeReleaseSpinLock(&Table, level);
}

// Nor does a routine that is known.
VOID PrintBad(PCONNECTION Connection)
{
    KIRQL level;

    KeAcquireSpinLock(&Table, &level);
    if (--Connection->References == 0) {
        DbgPrint("%u\n", level);
        return; // want "`PrintBad` returns here with the spin lock `Table` held"
    }
    KeReleaseSpinLock(&Table, level);
}
