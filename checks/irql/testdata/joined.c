// Ways of one level that are too many to be told apart are taken together: which pointer tells that the lock is held is lost then.
#include <ntddk.h>

typedef struct _ENTRY {
    struct _ENTRY *Next;
    PVOID File;
    ULONG State;
} ENTRY, *PENTRY;

typedef struct _REPORT {
    ULONG Kind, Status, Flags, Count;
    PVOID Owner;
} REPORT, *PREPORT;

static KSPIN_LOCK Guard;
static PENTRY First;

static PENTRY Find(PVOID File, KIRQL *Irql)
{
    PENTRY entry;
    KeAcquireSpinLock(&Guard, Irql);
    for (entry = First; entry != NULL; entry = entry->Next) {
        if (entry->File == File) {
            break;
        }
    }
    if (entry == NULL) {
        KeReleaseSpinLock(&Guard, *Irql);
    }
    return entry;
}

int Ask(PREPORT Report);
NTSTATUS Use(PENTRY Entry);
VOID Write(PREPORT Report);

NTSTATUS ReadOk(PDEVICE_OBJECT Device, PIRP Irp)
{
    PENTRY here = NULL, there = NULL;
    KIRQL irql;
    REPORT report;
    NTSTATUS status = STATUS_UNSUCCESSFUL;

    RtlZeroMemory(&report, sizeof(report));
    here = Find(Device, &irql);
    if (here == NULL) {
        goto done;
    }
    if (Ask(&report) == 1) {
        goto done;
    }
    KeReleaseSpinLock(&Guard, irql);
    here = NULL;
    if (Ask(&report) == 2) {
        goto done;
    }
    there = Find(Irp, &irql);
    if (there == NULL) {
        goto done;
    }
    status = Use(there);

done:
    if (report.Kind > 1) {
        Write(&report);
    }
    if (report.Status > 1) {
        Write(&report);
    }
    if (report.Flags & 1) {
        Write(&report);
    }
    if (report.Count > 3) {
        Write(&report);
    }
    if (report.Flags & 2) {
        Write(&report);
    }
    if (report.Owner) {
        Write(&report);
    }
    if (report.Flags & 4) {
        Write(&report);
    }
    if (here != NULL || there != NULL) {
        KeReleaseSpinLock(&Guard, irql);
    }
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    Driver->MajorFunction[IRP_MJ_READ] = ReadOk;
    return STATUS_SUCCESS;
}
