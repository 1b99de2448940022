// An element that was found in a table is there still, as long as nobody lets go of the lock: its removal does not fail.
#include <ntddk.h>

typedef struct _ENTRY {
    LIST_ENTRY Link;
    ULONG Key;
} ENTRY, *PENTRY;

static ERESOURCE Lock;
static RTL_AVL_TABLE Table, Other;
VOID Stranger(VOID);

BOOLEAN FoundOk(PENTRY Key)
{
    PENTRY entry;

    ExAcquireResourceExclusiveLite(&Lock, TRUE);
    entry = (PENTRY)RtlLookupElementGenericTableAvl(&Table, Key);
    if (entry == NULL) {
        ExReleaseResourceLite(&Lock);
        return FALSE;
    }
    RemoveEntryList(&entry->Link);
    if (!RtlDeleteElementGenericTableAvl(&Table, entry)) {
        return FALSE;
    }
    ExReleaseResourceLite(&Lock);
    return TRUE;
}

BOOLEAN NotLookedUpBad(PENTRY Key)
{
    ExAcquireResourceExclusiveLite(&Lock, TRUE);
    if (!RtlDeleteElementGenericTableAvl(&Table, Key)) {
        return FALSE; // want "`NotLookedUpBad` returns here with the resource `Lock` held"
    }
    ExReleaseResourceLite(&Lock);
    return TRUE;
}

BOOLEAN OtherTableBad(PENTRY Key)
{
    PENTRY entry;

    ExAcquireResourceExclusiveLite(&Lock, TRUE);
    entry = (PENTRY)RtlLookupElementGenericTableAvl(&Other, Key);
    if (entry == NULL) {
        ExReleaseResourceLite(&Lock);
        return FALSE;
    }
    if (!RtlDeleteElementGenericTableAvl(&Table, entry)) {
        return FALSE; // want "`OtherTableBad` returns here with the resource `Lock` held"
    }
    ExReleaseResourceLite(&Lock);
    return TRUE;
}

BOOLEAN LetGoBad(PENTRY Key)
{
    PENTRY entry;

    ExAcquireResourceExclusiveLite(&Lock, TRUE);
    entry = (PENTRY)RtlLookupElementGenericTableAvl(&Table, Key);
    ExReleaseResourceLite(&Lock);
    if (entry == NULL) {
        return FALSE;
    }
    ExAcquireResourceExclusiveLite(&Lock, TRUE);
    if (!RtlDeleteElementGenericTableAvl(&Table, entry)) {
        return FALSE; // want "`LetGoBad` returns here with the resource `Lock` held"
    }
    ExReleaseResourceLite(&Lock);
    return TRUE;
}

BOOLEAN PerhapsLetGoBad(PENTRY Key)
{
    PENTRY entry;

    ExAcquireResourceExclusiveLite(&Lock, TRUE);
    entry = (PENTRY)RtlLookupElementGenericTableAvl(&Table, Key);
    if (entry == NULL) {
        ExReleaseResourceLite(&Lock);
        return FALSE;
    }
    Stranger();
    if (!RtlDeleteElementGenericTableAvl(&Table, entry)) {
        return FALSE; // want "`PerhapsLetGoBad` returns here with the resource `Lock` held"
    }
    ExReleaseResourceLite(&Lock);
    return TRUE;
}
