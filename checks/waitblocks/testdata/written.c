// Numbers and arrays that are written in the call.
#include <ntddk.h>

typedef struct _DEVICE_EXTENSION {
    KEVENT Stop;
    KEVENT Queue[4];
    PVOID Workers[80];
    ULONG WorkerCount;
    PKWAIT_BLOCK Blocks;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

VOID FourBad(PDEVICE_EXTENSION Extension)
{
    PVOID objects[4];
    ULONG i;

    for (i = 0; i < 4; i++) {
        objects[i] = &Extension->Queue[i];
    }
    KeWaitForMultipleObjects(4, objects, WaitAll, Executive, KernelMode, FALSE, NULL, NULL); // want "for more objects than it takes.*for 3 .THREAD_WAIT_OBJECTS"
}

// A zero timeout does not help: the number is looked at first.
NTSTATUS PollBad(PDEVICE_EXTENSION Extension)
{
    PVOID objects[] = { &Extension->Stop, &Extension->Queue[0], &Extension->Queue[1], &Extension->Queue[2] };
    LARGE_INTEGER none;

    none.QuadPart = 0;
    return KeWaitForMultipleObjects(sizeof(objects) / sizeof(objects[0]), objects, WaitAny, Executive, KernelMode, FALSE, &none, NULL); // want "THREAD_WAIT_OBJECTS"
}

VOID TooManyBad(PDEVICE_EXTENSION Extension)
{
    KeWaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS + 1, Extension->Workers, WaitAll, Executive, KernelMode, FALSE, NULL, Extension->Blocks); // want "no thread can wait for more than 64"
}

VOID TooManyWithoutBad(PDEVICE_EXTENSION Extension)
{
    KeWaitForMultipleObjects(ARRAYSIZE(Extension->Workers), Extension->Workers, WaitAll, Executive, KernelMode, FALSE, NULL, NULL); // want "no thread can wait for more than 64"
}

VOID ThreeOk(PDEVICE_EXTENSION Extension)
{
    PVOID objects[] = { &Extension->Stop, &Extension->Queue[0], &Extension->Queue[1] };

    KeWaitForMultipleObjects(THREAD_WAIT_OBJECTS, objects, WaitAny, Executive, KernelMode, FALSE, NULL, NULL);
}

VOID BlocksOk(PDEVICE_EXTENSION Extension)
{
    PVOID objects[] = { &Extension->Stop, &Extension->Queue[0], &Extension->Queue[1], &Extension->Queue[2] };
    KWAIT_BLOCK blocks[4];

    KeWaitForMultipleObjects(4, objects, WaitAny, Executive, KernelMode, FALSE, NULL, blocks);
}

VOID MostOk(PDEVICE_EXTENSION Extension)
{
    KeWaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS, Extension->Workers, WaitAll, Executive, KernelMode, FALSE, NULL, Extension->Blocks);
}

VOID UnknownOk(PDEVICE_EXTENSION Extension)
{
    KeWaitForMultipleObjects(Extension->WorkerCount, Extension->Workers, WaitAll, Executive, KernelMode, FALSE, NULL, NULL);
}

VOID NeverOk(PDEVICE_EXTENSION Extension)
{
    if (sizeof(Extension->Queue) > 4 * sizeof(KEVENT)) {
        KeWaitForMultipleObjects(5, Extension->Workers, WaitAny, Executive, KernelMode, FALSE, NULL, NULL);
    }
}
