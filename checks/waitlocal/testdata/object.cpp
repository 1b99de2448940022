// An object of a class on the stack.
#include <ntddk.h>

class Event {
public:
    Event() { KeInitializeEvent(&event_, NotificationEvent, FALSE); }
    NTSTATUS Wait(KPROCESSOR_MODE mode) { return KeWaitForSingleObject(&event_, Executive, mode, FALSE, nullptr); }
    KEVENT event_;
};

extern "C" void Submit(void *);

void MemberBad()
{
    Event done;
    Submit(&done);
    KeWaitForSingleObject(&done.event_, UserRequest, UserMode, FALSE, nullptr); // want "for `done.event_`"
}

void MemberOk()
{
    Event done;
    Submit(&done);
    KeWaitForSingleObject(&done.event_, Executive, KernelMode, FALSE, nullptr);
}

// What a method waits for is a member of its object: that the object lies on a stack is its caller's to know.
void FN_Method()
{
    Event done;
    Submit(&done);
    done.Wait(UserMode);
}
