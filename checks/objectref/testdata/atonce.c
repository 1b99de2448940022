// References to what is used at once, and that no variable gets.
#include <ntifs.h>

ULONG ReadBad(PDEVICE_OBJECT Device)
{
    return IoGetAttachedDeviceReference(Device)->Flags; // want "`ReadBad` returns here with the reference that `IoGetAttachedDeviceReference` has taken: nobody can drop it"
}

ULONG TestedBad(PDEVICE_OBJECT Device)
{
    if (IoGetAttachedDeviceReference(Device)->Flags & DO_BUFFERED_IO) {
        return 1;
    }
    return 0; // want "`TestedBad` returns here with the reference that `IoGetAttachedDeviceReference` has taken: nobody can drop it"
}

BOOLEAN AskedBad(PEPROCESS Process)
{
    return SeTokenIsAdmin(PsReferencePrimaryToken(Process)); // want "the reference that `PsReferencePrimaryToken` has taken"
}

VOID DroppedOk(PDEVICE_OBJECT Device)
{
    ObDereferenceObject(IoGetAttachedDeviceReference(Device));
}

PDEVICE_OBJECT HandedOnOk(PDEVICE_OBJECT Device)
{
    return IoGetAttachedDeviceReference(Device);
}

typedef struct _BOX {
    PDEVICE_OBJECT Top;
} BOX, *PBOX;

VOID KeptOk(PBOX Box, PDEVICE_OBJECT Device)
{
    Box->Top = IoGetAttachedDeviceReference(Device);
}
