// A status that is dropped on purpose.
#include <ntddk.h>
#include <tuple>

VOID ImageNotify(PUNICODE_STRING Name, HANDLE ProcessId, PIMAGE_INFO Info);

extern "C" VOID CastBad(VOID)
{
    (VOID)PsSetLoadImageNotifyRoutine(ImageNotify); // want "`PsSetLoadImageNotifyRoutine` is ignored"
}

extern "C" VOID StaticCastBad(VOID)
{
    static_cast<void>(PsSetLoadImageNotifyRoutine(ImageNotify)); // want "`PsSetLoadImageNotifyRoutine` is ignored"
}

extern "C" VOID IgnoreBad(VOID)
{
    std::ignore = PsSetLoadImageNotifyRoutine(ImageNotify); // want "`PsSetLoadImageNotifyRoutine` is ignored"
}

extern "C" VOID DroppedBad(VOID)
{
    PsSetLoadImageNotifyRoutine(ImageNotify); // want "`PsSetLoadImageNotifyRoutine` is ignored"
}
