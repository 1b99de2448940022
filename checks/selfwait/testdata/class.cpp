// A class that watches threads.
#include <ntddk.h>

class Watcher {
public:
    NTSTATUS Start() { return PsSetCreateThreadNotifyRoutine(Notify); }
    static void Stop()
    {
        PsRemoveCreateThreadNotifyRoutine(Notify); // want "waits here for the end of `Watcher::Notify`"
    }

private:
    static void Notify(HANDLE, HANDLE, BOOLEAN create)
    {
        if (!create)
            Stop();
    }
};

NTSTATUS Start(Watcher *watcher) { return watcher->Start(); }
