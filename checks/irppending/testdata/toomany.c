// More ways than are followed: what lies on those that were is reported, and the function is named.
#include <ntddk.h>

VOID Note(ULONG Bit);

#define FIRST(n) if (Flags & (1u << n)) Note(n);
#define AGAIN(n) if (Flags & (1u << n)) Note(n + 32);
#define ALL(m) m(0) m(1) m(2) m(3) m(4) m(5) m(6) m(7) m(8) m(9) m(10) m(11) m(12) m(13) m(14) m(15) m(16) m(17)

DRIVER_DISPATCH EarlyBad;
DRIVER_DISPATCH ManyOk;

NTSTATUS EarlyBad(PDEVICE_OBJECT Device, PIRP Irp) // incomplete "function EarlyBad \(line 13\) has too many ways .*check irppending"
{
    ULONG Flags = Device->Flags;

    IoMarkIrpPending(Irp);
    if (Device->Characteristics == 0)
        return STATUS_SUCCESS; // want "`EarlyBad` has marked the IRP pending and returns STATUS_SUCCESS here"
    ALL(FIRST)
    ALL(AGAIN)
    return STATUS_PENDING;
}

NTSTATUS ManyOk(PDEVICE_OBJECT Device, PIRP Irp) // incomplete "function ManyOk .*has too many ways"
{
    ULONG Flags = Device->Flags;

    ALL(FIRST)
    ALL(AGAIN)
    IoMarkIrpPending(Irp);
    return STATUS_PENDING;
}
