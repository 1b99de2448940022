// Ways past a release that a status decides, or another value which was returned only once the lock was taken: that can't tell whether it
// is held.
#include <fltKernel.h>

typedef struct _STORE {
    EX_PUSH_LOCK Lock;
    HANDLE File;
    PVOID Object;
    ULONG Count;
    LONG Users;
} STORE, *PSTORE;

static STORE Store;

static NTSTATUS GotoBad(PSTORE Given)
{
    NTSTATUS status;

    FltAcquirePushLockExclusive(&Given->Lock);
    status = ObReferenceObjectByHandle(Given->File, 0, *IoFileObjectType, KernelMode, &Given->Object, NULL);
    if (!NT_SUCCESS(status))
        goto Exit;
    Given->Count++;
    FltReleasePushLock(&Given->Lock);
Exit:
    return status; // want "GotoBad.*Given->Lock"
}

static VOID BodyBad(PSTORE Given)
{
    FltAcquirePushLockExclusive(&Given->Lock);
    Given->Object = ExAllocatePoolWithTag(NonPagedPool, 64, 'rotS');
    if (Given->Object != NULL) {
        Given->Count++;
        FltReleasePushLock(&Given->Lock);
    }
} // want "BodyBad.*Given->Lock"

static NTSTATUS OnceBad(PSTORE Given)
{
    NTSTATUS status;

    FltAcquirePushLockExclusive(&Given->Lock);
    do {
        status = ZwFlushKey(Given->File);
        if (!NT_SUCCESS(status))
            break;
        Given->Count++;
        FltReleasePushLock(&Given->Lock);
    } while (FALSE);
    return status; // want "OnceBad.*Given->Lock"
}

static NTSTATUS NestedBad(PSTORE Given)
{
    NTSTATUS status;

    FltAcquirePushLockExclusive(&Given->Lock);
    status = ZwFlushKey(Given->File);
    if (NT_SUCCESS(status)) {
        status = ZwMakeTemporaryObject(Given->File);
        if (NT_SUCCESS(status)) {
            Given->Count++;
            FltReleasePushLock(&Given->Lock);
        }
    }
    return status; // want "NestedBad.*Given->Lock"
}

// A status from before the acquisition may be the reason for it, ...
static NTSTATUS BeforeOk(PSTORE Given)
{
    NTSTATUS status = ZwFlushKey(Given->File);

    if (NT_SUCCESS(status))
        FltAcquirePushLockExclusive(&Given->Lock);
    Given->Count++;
    if (NT_SUCCESS(status))
        FltReleasePushLock(&Given->Lock);
    return status;
}

// ... and a count that is kept up by a call of which nothing else is known may be that of acquisitions.
static VOID CountOk(PSTORE Given)
{
    FltAcquirePushLockExclusive(&Given->Lock);
    Given->Count++;
    if (InterlockedIncrement(&Given->Users) != 1)
        FltReleasePushLock(&Given->Lock);
}

static NTSTATUS OpenOk(PSTORE Given)
{
    NTSTATUS status;

    FltAcquirePushLockExclusive(&Given->Lock);
    status = ZwFlushKey(Given->File);
    if (!NT_SUCCESS(status))
        FltReleasePushLock(&Given->Lock);
    return status;
}

static NTSTATUS Control(PDEVICE_OBJECT Device, PIRP Irp)
{
    NTSTATUS status = STATUS_SUCCESS;

    UNREFERENCED_PARAMETER(Device);
    switch (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode) {
    case 1:
        status = GotoBad(&Store);
        break;
    case 2:
        BodyBad(&Store);
        break;
    case 3:
        status = OnceBad(&Store);
        break;
    case 4:
        status = NestedBad(&Store);
        break;
    case 5:
        status = BeforeOk(&Store);
        break;
    case 6:
        CountOk(&Store);
        break;
    case 7:
        status = OpenOk(&Store);
        if (NT_SUCCESS(status))
            FltReleasePushLock(&Store.Lock);
        break;
    }
    Irp->IoStatus.Status = status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Path);
    FltInitializePushLock(&Store.Lock);
    Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    return STATUS_SUCCESS;
}
