/*++

Module Name:

    public.h

Abstract:

    What applications need to use the pump.

--*/

#pragma once

// {8D4F4B6E-0C1B-4F0E-9E57-0E3C4B0E7A51}
DEFINE_GUID(GUID_DEVINTERFACE_KMDFPUMP,
    0x8d4f4b6e, 0x0c1b, 0x4f0e, 0x9e, 0x57, 0x0e, 0x3c, 0x4b, 0x0e, 0x7a, 0x51);

#define FILE_DEVICE_KMDFPUMP    0x8A41

// Throws away what is in the ring, in the background.
#define IOCTL_PUMP_DRAIN \
    CTL_CODE(FILE_DEVICE_KMDFPUMP, 0x800, METHOD_BUFFERED, FILE_WRITE_ACCESS)

// Reads the counters.
#define IOCTL_PUMP_COUNTERS \
    CTL_CODE(FILE_DEVICE_KMDFPUMP, 0x801, METHOD_BUFFERED, FILE_READ_ACCESS)

typedef struct _PUMP_COUNTERS {
    ULONG64 Produced;
    ULONG64 Dropped;
    ULONG   Level;
} PUMP_COUNTERS, *PPUMP_COUNTERS;
