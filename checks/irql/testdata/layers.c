// A classify function comes at the level that its layer has: at DISPATCH_LEVEL where packets come in, at PASSIVE_LEVEL where a program asks for something.
#include <ntddk.h>
#include <fwpsk.h>
#include <fwpmk.h>

typedef struct _WALL {
    PDEVICE_OBJECT Device;
    HANDLE Engine;
    FAST_MUTEX Mutex;
    KSPIN_LOCK Lock;
    ULONG Count;
} WALL;

static WALL Wall;

static VOID Count(void)
{
    ExAcquireFastMutex(&Wall.Mutex);
    Wall.Count++;
    ExReleaseFastMutex(&Wall.Mutex);
}

static VOID Look(UINT64 Pid)
{
    PEPROCESS process;

    if (NT_SUCCESS(PsLookupProcessByProcessId((HANDLE)(ULONG_PTR)Pid, &process))) {
        ObDereferenceObject(process);
    }
}

static VOID NTAPI OnSegment(const FWPS_INCOMING_VALUES0 *Values, const FWPS_INCOMING_METADATA_VALUES0 *Meta, void *Data, const void *Context, const FWPS_FILTER1 *Filter, UINT64 Flow, FWPS_CLASSIFY_OUT0 *Out)
{
    UNREFERENCED_PARAMETER(Values);
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Filter);
    UNREFERENCED_PARAMETER(Flow);
    Look(Meta->processId); // want "`PsLookupProcessByProcessId` may be called at DISPATCH_LEVEL, for the system calls `OnSegment`"
    Out->actionType = FWP_ACTION_CONTINUE;
}

static VOID NTAPI OnFlowEnd(UINT16 Layer, UINT32 Callout, UINT64 Flow)
{
    UNREFERENCED_PARAMETER(Layer);
    UNREFERENCED_PARAMETER(Callout);
    UNREFERENCED_PARAMETER(Flow);
    Count(); // want "`ExAcquireFastMutex` may be called at DISPATCH_LEVEL, for the system calls `OnFlowEnd`"
}

/* A program binds. */
static VOID NTAPI OnBindOk(const FWPS_INCOMING_VALUES0 *Values, const FWPS_INCOMING_METADATA_VALUES0 *Meta, void *Data, const void *Context, const FWPS_FILTER1 *Filter, UINT64 Flow, FWPS_CLASSIFY_OUT0 *Out)
{
    UNREFERENCED_PARAMETER(Values);
    UNREFERENCED_PARAMETER(Meta);
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Filter);
    UNREFERENCED_PARAMETER(Flow);
    Count();
    Out->actionType = FWP_ACTION_CONTINUE;
}

/* It is told of filters that come and go, by who adds them. */
static NTSTATUS NTAPI OnFilterOk(FWPS_CALLOUT_NOTIFY_TYPE Type, const GUID *Key, const FWPS_FILTER1 *Filter)
{
    UNREFERENCED_PARAMETER(Type);
    UNREFERENCED_PARAMETER(Key);
    UNREFERENCED_PARAMETER(Filter);
    Count();
    return STATUS_SUCCESS;
}

/* One function registers both, one after the other. */
static NTSTATUS Register(void)
{
    FWPS_CALLOUT1 callout = { 0 };
    FWPM_CALLOUT0 managed = { 0 };
    NTSTATUS status;

    callout.classifyFn = OnBindOk;
    callout.notifyFn = OnFilterOk;
    status = FwpsCalloutRegister1(Wall.Device, &callout, NULL);
    if (NT_SUCCESS(status)) {
        managed.applicableLayer = FWPM_LAYER_ALE_BIND_REDIRECT_V4;
        status = FwpmCalloutAdd0(Wall.Engine, &managed, NULL, NULL);
    }
    callout.classifyFn = OnSegment;
    callout.notifyFn = OnFilterOk;
    callout.flowDeleteFn = OnFlowEnd;
    status = FwpsCalloutRegister1(Wall.Device, &callout, NULL);
    if (NT_SUCCESS(status)) {
        managed.applicableLayer = FWPM_LAYER_OUTBOUND_TRANSPORT_V4;
        status = FwpmCalloutAdd0(Wall.Engine, &managed, NULL, NULL);
    }
    return status;
}

/* A function is handed the layer together with what is called there. */
static VOID NTAPI OnAccept(const FWPS_INCOMING_VALUES0 *Values, const FWPS_INCOMING_METADATA_VALUES0 *Meta, void *Data, const FWPS_FILTER0 *Filter, UINT64 Flow, FWPS_CLASSIFY_OUT0 *Out)
{
    UNREFERENCED_PARAMETER(Values);
    UNREFERENCED_PARAMETER(Meta);
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Filter);
    UNREFERENCED_PARAMETER(Flow);
    Count(); // want "`ExAcquireFastMutex` may be called at DISPATCH_LEVEL, for the system calls `OnAccept`"
    Out->actionType = FWP_ACTION_PERMIT;
}

static VOID NTAPI OnConnectOk(const FWPS_INCOMING_VALUES0 *Values, const FWPS_INCOMING_METADATA_VALUES0 *Meta, void *Data, const FWPS_FILTER0 *Filter, UINT64 Flow, FWPS_CLASSIFY_OUT0 *Out)
{
    UNREFERENCED_PARAMETER(Values);
    UNREFERENCED_PARAMETER(Meta);
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Filter);
    UNREFERENCED_PARAMETER(Flow);
    Count();
    Out->actionType = FWP_ACTION_PERMIT;
}

/* For one layer of each kind: what it does with the mutex may be for the other one. */
static VOID NTAPI OnEitherOk(const FWPS_INCOMING_VALUES0 *Values, const FWPS_INCOMING_METADATA_VALUES0 *Meta, void *Data, const FWPS_FILTER0 *Filter, UINT64 Flow, FWPS_CLASSIFY_OUT0 *Out)
{
    UNREFERENCED_PARAMETER(Meta);
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Filter);
    UNREFERENCED_PARAMETER(Flow);
    if (Values->layerId == FWPS_LAYER_ALE_AUTH_CONNECT_V6) {
        Count();
    }
    Out->actionType = FWP_ACTION_PERMIT;
}

static NTSTATUS RegisterOne(const GUID *Layer, FWPS_CALLOUT_CLASSIFY_FN0 Classify, UINT32 *Id)
{
    FWPS_CALLOUT0 callout = { 0 };
    FWPM_CALLOUT0 managed = { 0 };
    NTSTATUS status;

    callout.classifyFn = Classify;
    status = FwpsCalloutRegister0(Wall.Device, &callout, Id);
    if (NT_SUCCESS(status)) {
        managed.applicableLayer = *Layer;
        status = FwpmCalloutAdd0(Wall.Engine, &managed, NULL, NULL);
    }
    return status;
}

static NTSTATUS RegisterAll(void)
{
    UINT32 id;
    NTSTATUS status = RegisterOne(&FWPM_LAYER_ALE_AUTH_RECV_ACCEPT_V4, (FWPS_CALLOUT_CLASSIFY_FN0)OnAccept, &id);

    if (NT_SUCCESS(status)) {
        status = RegisterOne(&FWPM_LAYER_ALE_AUTH_CONNECT_V4, OnConnectOk, &id);
    }
    if (NT_SUCCESS(status)) {
        status = RegisterOne(&FWPM_LAYER_ALE_AUTH_CONNECT_V6, OnEitherOk, &id);
    }
    if (NT_SUCCESS(status)) {
        status = RegisterOne(&FWPM_LAYER_ALE_AUTH_RECV_ACCEPT_V6, OnEitherOk, &id);
    }
    return status;
}

/* A table has it. */
static VOID NTAPI OnFrame(const FWPS_INCOMING_VALUES0 *Values, const FWPS_INCOMING_METADATA_VALUES0 *Meta, void *Data, const void *Context, const FWPS_FILTER1 *Filter, UINT64 Flow, FWPS_CLASSIFY_OUT0 *Out)
{
    UNREFERENCED_PARAMETER(Values);
    UNREFERENCED_PARAMETER(Meta);
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Filter);
    UNREFERENCED_PARAMETER(Flow);
    Count(); // want "`ExAcquireFastMutex` may be called at DISPATCH_LEVEL, for the system calls `OnFrame`"
    Out->actionType = FWP_ACTION_PERMIT;
}

typedef struct _ROW {
    const GUID *Layer;
    FWPS_CALLOUT_CLASSIFY_FN1 Classify;
} ROW;

static const ROW Rows[] = {
    { &FWPM_LAYER_ALE_RESOURCE_ASSIGNMENT_V4, OnBindOk },
    { &FWPM_LAYER_INBOUND_MAC_FRAME_ETHERNET, OnFrame },
};

static NTSTATUS RegisterRows(void)
{
    NTSTATUS status = STATUS_SUCCESS;
    ULONG i;

    for (i = 0; i < 2 && NT_SUCCESS(status); i++) {
        FWPS_CALLOUT1 callout = { 0 };
        FWPM_CALLOUT0 managed = { 0 };

        callout.classifyFn = Rows[i].Classify;
        status = FwpsCalloutRegister1(Wall.Device, &callout, NULL);
        managed.applicableLayer = *Rows[i].Layer;
        FwpmCalloutAdd0(Wall.Engine, &managed, NULL, NULL);
    }
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    ExInitializeFastMutex(&Wall.Mutex);
    Register();
    RegisterRows();
    return RegisterAll();
}
