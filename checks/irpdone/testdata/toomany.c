// More ways than are followed: what lies on those that were is reported, and the function is named.
#include <ntddk.h>

VOID Note(ULONG Bit);

#define FIRST(n) if (Flags & (1u << n)) Note(n);
#define AGAIN(n) if (Flags & (1u << n)) Note(n + 32);
#define ALL(m) m(0) m(1) m(2) m(3) m(4) m(5) m(6) m(7) m(8) m(9) m(10) m(11) m(12) m(13) m(14) m(15) m(16) m(17)

static NTSTATUS EarlyBad(PIRP Irp, ULONG Flags) // incomplete "function EarlyBad \(line 10\) has too many ways .*check irpdone"
{
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    if (Irp->Cancel) // want "`Irp->Cancel` is used here"
        return STATUS_CANCELLED;
    ALL(FIRST)
    ALL(AGAIN)
    return STATUS_SUCCESS;
}

static NTSTATUS LateOk(PIRP Irp, ULONG Flags) // incomplete "function LateOk .*has too many ways"
{
    ALL(FIRST)
    ALL(AGAIN)
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static NTSTATUS FewOk(PIRP Irp, ULONG Flags)
{
    FIRST(0) FIRST(1) FIRST(2) FIRST(3)
    AGAIN(0) AGAIN(1) AGAIN(2) AGAIN(3)
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}
