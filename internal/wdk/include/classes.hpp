struct IUnknown {
	virtual NTSTATUS QueryInterface(const IID &, PVOID *) = 0;
	virtual ULONG AddRef() = 0;
	virtual ULONG Release() = 0;
};
struct INonDelegatingUnknown {
	virtual NTSTATUS NonDelegatingQueryInterface(const IID &, PVOID *) = 0;
	virtual ULONG NonDelegatingAddRef() = 0;
	virtual ULONG NonDelegatingRelease() = 0;
};
struct CUnknown : public INonDelegatingUnknown {
	LONG m_lRefCount;
	PUNKNOWN m_pUnknownOuter;
	CUnknown(PUNKNOWN);
	virtual ~CUnknown();
	PUNKNOWN GetOuterUnknown();
	NTSTATUS NonDelegatingQueryInterface(const IID &, PVOID *);
	ULONG NonDelegatingAddRef();
	ULONG NonDelegatingRelease();
};
inline bool operator==(const GUID &, const GUID &) { return false; }
inline bool operator!=(const GUID &, const GUID &) { return false; }
