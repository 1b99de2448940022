// Names that are compared: one name is not two others at once. And requests that go on past what has completed them.
#include <ntddk.h>
#include <string.h>

static const GUID ReadClass = { 1, 2, 3, { 4 } }, WriteClass = { 1, 2, 3, { 5 } };

static VOID Finish(PIRP Irp) { IoCompleteRequest(Irp, IO_NO_INCREMENT); }

static NTSTATUS ByNameOk(PUNICODE_STRING Name, PIRP Irp)
{
    UNICODE_STRING reader = RTL_CONSTANT_STRING(L"\\Reader"), writer;
    BOOLEAN same;

    RtlInitUnicodeString(&writer, L"\\Writer");
    same = RtlEqualUnicodeString(Name, &reader, TRUE);
    if (same) {
        Finish(Irp);
    }
    same = RtlEqualUnicodeString(Name, &writer, TRUE);
    if (same) {
        Finish(Irp);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS BeforehandOk(UNICODE_STRING Name, PIRP Irp, PUNICODE_STRING Reader, PUNICODE_STRING Writer)
{
    BOOLEAN reads = RtlEqualUnicodeString(Reader, &Name, TRUE), writes = RtlEqualUnicodeString(Writer, &Name, TRUE);

    if (reads == TRUE) {
        Finish(Irp);
    }
    if (writes != FALSE) {
        Finish(Irp);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS OrderedOk(PUNICODE_STRING Name, PUNICODE_STRING Reader, PUNICODE_STRING Writer, PIRP Irp)
{
    if (RtlCompareUnicodeString(Name, Reader, TRUE) == 0) {
        Finish(Irp);
    }
    if (!RtlCompareUnicodeString(Name, Writer, TRUE)) {
        Finish(Irp);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS WordOk(const wchar_t *Word, PIRP Irp)
{
    if (!wcscmp(Word, L"read")) {
        Finish(Irp);
    }
    if (0 == wcscmp(Word, L"write")) {
        Finish(Irp);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS BytesOk(const GUID *Class, PIRP Irp)
{
    if (RtlCompareMemory(Class, &ReadClass, sizeof(GUID)) == sizeof(GUID)) {
        Finish(Irp);
    }
    if (RtlCompareMemory(Class, &WriteClass, sizeof(GUID)) == sizeof(GUID)) {
        Finish(Irp);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS ClassOk(const GUID *Class, PIRP Irp)
{
    if (IsEqualGUID(Class, &ReadClass)) {
        Finish(Irp);
    }
    if (IsEqualGUID(Class, &WriteClass)) {
        Finish(Irp);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS TwoNamesBad(PUNICODE_STRING Name, PUNICODE_STRING Other, PUNICODE_STRING Reader, PUNICODE_STRING Writer, PIRP Irp)
{
    if (RtlEqualUnicodeString(Name, Reader, TRUE)) {
        Finish(Irp);
    }
    if (RtlEqualUnicodeString(Other, Writer, TRUE)) {
        Finish(Irp); // want "`Irp` is completed again"
    }
    return STATUS_SUCCESS;
}

static NTSTATUS NeitherBad(const wchar_t *Word, PIRP Irp)
{
    if (wcscmp(Word, L"read")) {
        Finish(Irp);
    }
    if (wcscmp(Word, L"write")) {
        Finish(Irp); // want "`Irp` is completed again"
    }
    return STATUS_SUCCESS;
}

static NTSTATUS MannerBad(const char *Word, PIRP Irp, ULONG Length)
{
    if (!strncmp(Word, "re", 2)) {
        Finish(Irp);
    }
    if (!strncmp(Word, "read", 4)) {
        Finish(Irp); // want "`Irp` is completed again"
    }
    return STATUS_SUCCESS;
}

static NTSTATUS ReadAgainBad(PUNICODE_STRING Name, PUNICODE_STRING Reader, PUNICODE_STRING Writer, PIRP Irp)
{
    if (RtlEqualUnicodeString(Name, Reader, TRUE)) {
        Finish(Irp);
    }
    Name = Name + 1;
    if (RtlEqualUnicodeString(Name, Writer, TRUE)) {
        Finish(Irp); // want "`Irp` is completed again"
    }
    return STATUS_SUCCESS;
}
