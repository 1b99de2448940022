package clang

import (
	"regexp"
	"strings"
	"testing"
)

// What C++ drivers use of libraries and headers that are not there. Every call must
// reach the ir.
func TestCPlusPlusSpellings(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"virtual method in a destructor", `struct B { virtual ~B() { Off(); } virtual void Off() { first(1); } }; struct D : B { ~D() {} void Off() override { second(2); } }; void f(B *b) { delete b; }`, "B::Off(this)"},
		{"virtual method of a base in a constructor", `struct B { virtual void On() { first(1); } }; struct D : B { D() { this->On(); } }; struct E : D { void On() override { second(2); } }; void f() { E e; }`, "B::On(this)"},
		{"virtual method in a lambda of a constructor", `struct B { virtual void On() { first(1); } B() { auto g = [this] { On(); }; g(); } }; void f() { B b; }`, "virtual B.On()"},
		{"function stored in an invented structure", `void f(UNKNOWN_TABLE *t) { t->Unload = Handler; first(t); }`, "t->Unload = Handler"},
		{"function that an absent header declares, defined below", `void f(ULONG *n) { if (Defined(n, 2)) second(n); } long Defined(ULONG *n, int m) { return first(*n, m); }`, "func Defined(n "},
		{"call of a function that is defined below", `void f(ULONG *n) { if (Defined(n, 2)) second(n); } long Defined(ULONG *n, int m) { return first(*n, m); }`, "= Defined(n, 2)"},
		{"undeclared function", `void f() { if (Undeclared(first(1), 2)) second(); }`, "Undeclared("},
		{"arguments that do not fit", `struct A {}; int Get(A *a); void f(int *p) { int n = Get(p); first(n); }`, "Get(p)"},
		{"method that nobody declares", `void f(UNKNOWN_CLASS *p) { p->Start(first(1)); }`, "first(1)"},
		{"operator new of another header", `struct A { A(int); }; void f() { auto *a = new (NonPagedPoolNx, 'gat') A(1); first(a); }`, "A::A(%1, 1)"},
		{"class of another header", `class Port : public IUnknownPort { public: Port(int n) : IUnknownPort(n) {} void Run() { first(Init()); } };`, "first("},
		{"interface", `class Unit : public CUnknown { public: DECLARE_STD_UNKNOWN(); Unit(PUNKNOWN o) : CUnknown(o) {} }; void f(Unit *u) { u->AddRef(); first(u); }`, "Unit::AddRef(u)"},
		{"digits and raw strings", `void f() { first(1'000'000, R"(a " ( b)"); }`, "first(1000000"},
		{"conversions", `void f(PVOID p) { first(ULONG(3), static_cast<char *>(p), reinterpret_cast<ULONG_PTR>(p)); }`, "first(3, p, p)"},
		{"table of strings", `static UNICODE_STRING names[] = { RTL_CONSTANT_STRING(L"a") }; static const STRING one = RTL_CONSTANT_STRING("b"); void f() { for (auto &n : names) { first(&n); } for (size_t i = 0; i < ARRAYSIZE(names); i++) second(&names[i], &one); }`, "second("},
		{"qualified conversion", `namespace kit { enum class Level : int { A }; struct Box { Box(int); int n; }; } int f(int n) { auto b = kit::Box(n); return first(kit::Level(n), kit :: Box(second(n)), b); }`, "kit::Box::Box(&b, n)"},
		{"qualified call in a template", `namespace kit { template <class F> int Make(F f) { return f(1); } } struct Sum { template <class K> static int Of(const K &k) { return second(k); } }; template <class T> int g(T t) { return first(kit::Make(t), Sum::Of(t)); }`, "kit::Make("},
		{"conversion to a type of a template", `template <class T> struct Node { Node(T *); }; template <class T> T f(T *p) { auto n = new (PagedPool) Node<T>(p); first(n, T(0), Node<T>(p), T()); return T(second(1)); }`, "second(1)"},
		{"size of a type without parentheses", `struct Box { int n; }; void f(Box *b) { RtlZeroMemory(b, sizeof Box); first(b, sizeof Box * 2); second(sizeof(ULONG)); }`, "first(b, "},
		{"type with a qualifier behind the star", `struct A { int Run(_In_ CONST UNKNOWN_ARGUMENTS *CONST p); int More(CONST UNKNOWN_ARGUMENTS *CONST p); }; int A::Run(_In_ CONST UNKNOWN_ARGUMENTS *CONST p) { return More(p); } int f(A *a, CONST UNKNOWN_ARGUMENTS *CONST p) { return first(a->Run(p)); }`, "A::Run("},
		{"calling convention of methods", `struct Pdo { static VOID KIT_CALL Get(PVOID c); static NTSTATUS KIT_CALL Put(PVOID c); }; VOID KIT_CALL Pdo::Get(PVOID c) { first(c); } NTSTATUS KIT_CALL Pdo::Put(PVOID c) { return second(c); }`, "second(c)"},
		{"class in a class, in capitals", `struct FINALLY { template <typename T> class _END { friend class FINALLY; T op; _END(T o) : op(o) {} public: ~_END() { (void)this->op(); } }; template <typename T> static _END<T> Do(T o) { return _END<T>(o); } }; void f() { auto end = FINALLY::Do([] { first(1); }); second(2); }`, "second(2)"},
		{"handle that is converted", `void f(WDFOBJECT o) { auto h = static_cast<UNKNOWNADAPTER>(o); UNKNOWNADAPTER k = h; first(static_cast<WDFOBJECT>(k)); }`, "first("},
		{"member that is converted to a pointer", `struct R { int n; }; void f(UNKNOWN_PLACE *p) { first(static_cast<R *>(p->Argument)); }`, "first("},
		{"context of an object", `struct Box { WDFDEVICE owner; }; WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(Box, GetBox) int f(WDFQUEUE q, UDECXUSBDEVICE d) { auto &b = *GetBox(q); if (auto n = first(b.owner, *GetBox(d))) return n; return 0; }`, "first("},
		{"structure of the kit that is named before", `struct _URB_SELECT_CONFIGURATION; struct _URB; int f(_URB_SELECT_CONFIGURATION &r, URB &u) { return first(second(r.ConfigurationHandle), u.UrbHeader.Length); }`, "first("},
		{"result that is deduced from a status", `auto Open(int n) { if (n) return STATUS_NO_MEMORY; if (NTSTATUS s = first(n)) return s; return n ? STATUS_OWN_FAILURE : STATUS_SUCCESS; } int f(int n) { if (auto err = Open(n)) return err; if (auto s = second(n); s == STATUS_PENDING) return s; switch (first(n)) { case STATUS_TIMEOUT: return second(3); } return 0; }`, "second(3)"},
		{"variables of an if", `int g(int *); void f() { if (int n; auto r = g(&n)) first(r); else second(n); }`, "second(n)"},
		{"if of a macro", "#define EITHER(n) if (n == 1) first(n); else second(n);\nvoid f(int n) { EITHER(n); }", "if (n == 1)"},
		{"number that is 0", `typedef enum { IDLE = 0 } STATE; STATE f() { first(ULONG()); return STATE(); }`, "first(0)"},
		{"statement before the test", `void f() { if (first(1); second(2)) first(3); else second(4); }`, "%1 = second(2)"},
		{"statement before the variable", `void f() { if (first(1); auto n = second(2)) first(n); }`, "if n "},
		{"variable of a while", `void f() { while (auto n = first(1)) second(n); }`, "n = %1"},
		{"variable of a for", `void f() { for (int i = 0; auto n = first(i); i++) second(n); }`, "n = %1"},
		{"variable of a switch", `void f() { switch (auto n = second(2)) { case 1: first(n); } }`, "switch n "},
		{"table by macro", `void f() { struct { int a; } t[] = { { first() }, { second() } }; }`, "first()"},
		{"structure of an absent header by its name alone", `typedef struct view_owner ViewOwner; struct holder { ViewOwner *owner; }; void f(ViewOwner *v, holder *h) { first(v->Count(1), h->owner->Name); }`, "(v->Count)("},
		{"reference to a type in capitals", `static VOID Fill(ABSENT_SIGNAL_INFO& Info, const ULONG *from) { Info.Count = first(from); } void f(ULONG *n) { second(ABSENT_FLAG & n[0], ABSENT_FLAG & ABSENT_MASK); }`, "Info->Count"},
		{"structure that a macro defines", "#define RING(x) typedef struct x##_item { int n; } x##_item; typedef struct ABSENT_PACKED x { x##_item *at; } x\nRING(CommandRing);\nvoid f(CommandRing *r) { first(r->at->n, *r->at); }", "first(r->at->n, "},
		{"object of an absent namespace", `void f() { absent::Reader *r = absent::Open(1); if (r) first(r->Offset("a"), r->Flags); absent::Close(r); }`, "(r->Offset)("},
		{"pointers initialised in parentheses", `struct Box { int n; }; Box *Get(int); void f() { Box *b(Get(1)); const Box * const c(b); first(b, c); for (int i = 0; i < 2; i++) { Box & d(*b); second(&d); } }`, "second("},
		{"interface of the driver's own", `DECLARE_INTERFACE_(IAdapterThing, IUnknown) { STDMETHOD_(NTSTATUS, Init)(THIS_ _In_ PDEVICE_OBJECT d) PURE; STDMETHOD_(PDEVICE_OBJECT, Get)(THIS) PURE; }; typedef IAdapterThing *PADAPTERTHING; void f(PADAPTERTHING p, PDEVICE_OBJECT d) { first(p->Init(d), p->Get(), p->Release()); }`, "virtual IAdapterThing.Init("},
		{"undocumented routine in parentheses", `void f(PEPROCESS p) { (ObfDereferenceObject)(p); if (strcmp("a", "b")) first(_TRUNCATE); }`, "ObfDereferenceObject(p)"},
		{"identifiers that only stand as addresses", `struct TABLE { const GUID *set; int n; }; static TABLE all[] = { { &OWNSETID_Audio, 1 }, { &OWNSETID_Video, 2 } }; void Ask(REFGUID g); void f(const TABLE *t, size_t n) { Ask(OWNID_Port); first(t, n); } void h() { f(all, ARRAYSIZE(all)); }`, "f(&all, 2)"},
		{"pointer above NULL", `void f(HANDLE h, int n) { if (h > 0 && n > 0) first(h); if (h <= NULL) second(h); }`, "if ((h != 0) && (n > 0))"},
		{"functions stored in a chain", `typedef int (*FN)(int); struct T { FN all[4]; }; int h(int); void f(T *t) { t->all[1] = t->all[2] = h; first(t); }`, "t->all[1] = h"},
		{"number made of what nobody declares", `UINT64 f(PHYSICAL_ADDRESS p) { return reinterpret_cast<UINT64>(OwnVirtualOf(p)) + first(p); }`, "OwnVirtualOf(%1)"},
		{"algorithms", `void f(std::wstring &s, std::vector<int> &v) { std::transform(s.begin(), s.end(), s.begin(), std::towupper); std::reverse(v.begin(), v.end()); v.push_back(3); if (std::binary_search(v.begin(), v.end(), 3)) first(s + L"x", v); static std::mutex m; std::lock_guard<std::mutex> g(m); second(std::find(v.begin(), v.end(), 3)); }`, "second("},
		{"strings that are looked into by the compiler", `constexpr unsigned Hash(std::string_view s) { unsigned n = 5; for (char c : s) n = n * 33 + c; return n; } static constexpr unsigned known = Hash("a"); static constexpr std::array names{ 1u, 2u }; std::string g(std::string a) { return a.substr(1); } void f(unsigned n) { if (n == names[0] || n == known) first(g("abc"), std::extent_v<int[3]>); }`, "first("},
		{"the annotation of a cancel routine", `_IRQL_uses_cancel_ DRIVER_CANCEL Cancel; _IRQL_requires_(DISPATCH_LEVEL) _IRQL_uses_cancel_ void Cancel(PDEVICE_OBJECT d, PIRP i) { first(d, i); }`, "first(d, i)"},
		{"overloads with a function as a parameter", `namespace kit { struct Box { int n; }; struct Bag { int n; }; } struct R { static int At(int (*)(int, int), kit::Box); static int At(int (*)(int, int), kit::Bag); }; int R::At(int (*f)(int, int), kit::Box b) { return first(f(1, 2), b.n); } int R::At(int (*f)(int, int), kit::Bag b) { return second(f(1, 2), b.n); }`, "R::At(int (*)(int, int), kit::Bag)"},
		{"overloads with types of their class", `struct R { struct Key { int n; }; typedef int Number; void Put(Key k); void Put(Number n, int m); }; void R::Put(Key k) { first(k.n); } void R::Put(Number n, int m) { second(n, m); }`, "R::Put(R::Key)"},
		{"scopes", `namespace a::b { static int g; int h() { return g; } } extern "C" { int k() { return first(a::b::h()); } }`, "a::b::h()"},
		{"linkage by a macro", `EXTERN_C { static int g() { return second(); } int h() { return first(g()); } }`, "func g()"},
		{"linkage by a macro of the driver's", "#define OWN_C extern \"C\"\nOWN_C {\nint h() { return first(1); }\n}\nEXTERN_C int k() { return h(); }", "h()"},
		{"linkage of an area", `EXTERN_C_START DRIVER_UNLOAD Off; int g(int); EXTERN_C_END extern "C" void Off(PDRIVER_OBJECT d) { first(g(1), d); } extern "C" int g(int n) { return n; }`, "func Off(d "},
		{"inline methods of the kit's spelling", `class A { public: FORCEINLINE int g() const { return n; } PFORCEINLINE UINT32 h() const { return first(g()); } struct B { UINT32 a : 1; UINT32 b : 31; } b; int n; }; int f(A *a) { a->b.b = 3; return a->h(); }`, "A::h(a)"},
		{"conversion to a type of another header", `void f(PVOID p) { const auto t = static_cast<PTHING>(p); first(t->Size); }`, "first("},
		{"template method of which only the name is known", `struct R { template <class T> int Get(T &o, int *n = nullptr) { return 1; } }; template <class A> void f(R &r) { A *a; first(r.Get(a)); }`, "R::Get"},
		{"overload that does not fit", `struct R { int At(int); int At(int, int); }; void f(R &r) { first(r.At("x")); }`, "R::At(int)(r"},
		{"member initialised in braces", `struct M { int n; }; struct H { M *p; bool owns{}; int all[2]; H(M *m) : p{m}, owns{true}, all{1, 2} { first(p); } }; void f(M *m) { H h{m}; }`, "this->p = m"},
		{"reference initialised in braces", `struct M { int n; }; template <class T> struct H { T &r; H(T &m) : r{m} { first(&r); } }; void f(M &m) { H<M> h{m}; M &other{m}; second(&other); }`, "this->r = m"},
		{"function of a parameter of a template", `struct Fast { static void In(int *m) { first(m); } }; template <class M, class T> struct G { G(M &m) : p(&m) { T::In(p); } M *p; }; void f(int m) { G<int, Fast> g(m); }`, "Fast::In(this->p)"},
		{"function that a class is made with", `template <class T, class D, D *Free> struct Own { T *p; void Drop(); }; template <class T, class D, D *Free> void Own<T, D, Free>::Drop() { Free(p); } void f(Own<int, decltype(first), first> &o) { o.Drop(); }`, "first(this->p)"},
		{"function that a class is made with, in the class", `template <auto Free> struct Own { int *p; void Drop() { if (p) Free(p); } }; void f(Own<first> &o) { o.Drop(); }`, "first(this->p)"},
		{"number that a class is made with", `template <class T, int N> struct Own { void Drop() { second(N); } }; void f(Own<int, 7> &o) { o.Drop(); }`, "second(7)"},
		{"variable that a class is made with", `int lock; template <int *L> struct Own { void Drop() { first(L); } }; void f(Own<&lock> &o) { o.Drop(); }`, "first(&lock)"},
		{"method of a base that is a parameter", `struct Lock { void In(int n) { first(n); } int m; }; template <class B> struct G : B { void Go() { B::In(2); } }; void f(G<Lock> &g) { g.Go(); }`, "Lock::In(this, 2)"},
		{"member of another object of a template", `template <class M> struct G { G(G &&o) : p(o.p) { o.p = nullptr; first(p); } M *p; }; void f(G<int> &g) { G<int> h(static_cast<G<int> &&>(g)); }`, "o->p = 0"},
		{"object that a call returns", `struct H { H(int); ~H(); int n; }; H Make(); int Of(const H &h); void f() { Make(); first(Of(Make())); }`, "H::~H(&%1)"},
		{"reference to what a call returns", `struct H { H(int); ~H(); int n; }; H Make(); void f() { const H &h = Make(); first(h.n); }`, "finally"},
		{"object of an if", `struct H { H(int); ~H(); int n; }; void f() { if (H h(1); h.n) first(2); else second(3); }`, "H::~H(&h)"},
		{"object of a loop", `struct H { H(int); ~H(); bool done; }; void f() { for (H h(1); !h.done; h.done = true) first(2); }`, "H::~H(&h)"},
		{"structured binding", `struct P { int a; HANDLE b; }; P Get(int); int f() { auto [a, b] = Get(first(1)); if (auto [c, d] = Get(2); c) return second(d); return first(b, a); }`, "first(%1.b, %1.a)"},
		{"structured binding by reference", `struct P { int a; HANDLE b; }; void f(P *p) { auto &[a, b] = *p; b = 0; first(a); int all[2] = {1, 2}; auto [x, y] = all; second(x, y); }`, "%1->b = 0"},
		{"structured binding of a template", `template <class T> void f(T t) { auto [a, b] = first(t); second(a, b); } void g() { f(1); }`, "second("},
		{"lambda at file scope", `constexpr auto Valid = [](int n) -> bool { return first(n) > 0; }; int f() { return Valid(1); }`, "Valid"},
		{"body that is a try block", `bool f() try { first(5); return true; } catch (...) { return false; }`, "first(5)"},
		{"annotation before a template", `_IRQL_requires_max_(APC_LEVEL) template <class T> int Twice(T t) { return first(t); } int f() { return Twice(1); }`, "first("},
		{"global namespace", `void f() { ::wcscpy_s(0, 0); if (::wcsncmp(0, 0, 1)) first(1); }`, "wcscpy_s("},
		{"global namespace, what looks like a declaration", `void f(void *p) { ::ObfDereferenceObject(p); }`, "ObfDereferenceObject(p)"},
		{"global namespace, what a method is named after", `struct C { void Finish(void *p); }; void C::Finish(void *p) { ::Finish(p); }`, "	Finish(p)"},
		{"standard library", `int f(int *p) { std::unique_ptr<int> u(p); std::map<int, int> m; m.emplace(1, first(2)); return first(std::move(u), m.size()); }`, "first(2)"},
		{"scopes of absent headers", `int f(int a) { const auto cr3 = first(Field::kCr3); if (cr3 == Field::kNone) Log::Write("x", a); Log::Level l = Log::Get(); return first(l); }`, "Log::Write("},
		{"least and greatest of the standard library", `int f(int a, int b) { return first(std::min(a, b)) + (std::max)(a, min(a, 3)); }`, "std::max(&a, &"},
		{"limits of the standard library", `static constexpr int most = std::numeric_limits<int>::max(); int f(int a) { return a == most ? 0 : first(a); }`, "first(a)"},
		{"traits and concepts of the standard library", `template <class T, class... A> concept OneOf = std::disjunction_v<std::is_same<T, A>...>; template <template <class> class Q, class... A> concept All = std::conjunction_v<Q<A>...>; template <class T> class Maybe { union { T t; int e; }; public: Maybe(T a) requires std::is_move_constructible_v<T> { std::construct_at(std::addressof(t), std::move(a)); } ~Maybe() requires All<std::is_trivially_destructible, T> = default; ~Maybe() requires (!All<std::is_trivially_destructible, T>) { std::destroy_at(std::addressof(t)); } T &Value() { return t; } }; template <OneOf<int, long> T> Maybe<T> Make(T t) { return Maybe<T>(t); } int f(int a) { auto m = Make(a); return first(m.Value()); }`, "Maybe<int>::Value("},
		{"bits of the standard library", `enum class Kind : unsigned { a = 4 }; static_assert(std::countr_zero(8u) == 3 && std::bit_ceil(5u) == 8 && std::popcount(7u) == 3 && std::rotl((unsigned char)0x81, 1) == 3); void f(unsigned long long n) { if (std::has_single_bit(n)) first(std::to_underlying(Kind::a), std::countl_zero(n)); else std::unreachable(); }`, "std::countl_zero("},
		{"owner that an allocator makes", `template <class T> struct Pool { using value_type = T; Pool() = default; template <class U> Pool(const Pool<U> &) {} T *allocate(size_t n) { return (T *)first(n); } void deallocate(T *t, size_t) { second(t); } }; template <class T, class A> struct Free { A a; void operator()(T *t) { std::allocator_traits<A>::deallocate(a, t, 1); } }; struct N { int n; }; template <class T, class A> auto Own(A &a) { using B = typename std::allocator_traits<A>::template rebind_alloc<T>; B b(a); return std::unique_ptr<T, Free<T, B>>(b.allocate(1), Free<T, B>{b}); } int f() { Pool<std::byte> p; auto o = Own<N>(p); return first(o.get()->n); }`, "::~unique_ptr(&o)"},
		{"argument that is a template of more parameters than the other has", `template <class T, class... A> struct Made { static constexpr int n = sizeof(T); }; template <template <class> class Q, class T> int Of() { return Q<T>::n; } int f() { return first(Of<Made, int>()); }`, "Of("},
		{"routines of C in the standard library", `struct N { char a[16]; }; void f(N *n, const char *s) { std::memset(n, 0, sizeof *n); std::memcpy(n->a, s, std::min<std::size_t>(std::strlen(s), sizeof n->a)); if (!std::memcmp(n->a, "MZ", 2)) first(std::wcslen(L"x")); }`, "memcpy(&n->a, s"},
		{"a routine of C that the driver has itself", `namespace std { void *memset(void *p, int c, size_t n); } extern "C" int first(int); void f(int *n) { std::memset(n, 0, 4); first(std::min(3, 4)); }`, "std::memset(n, 0"},
		{"flag of the standard library", `std::atomic_flag taken = ATOMIC_FLAG_INIT; void f() { while (taken.test_and_set(std::memory_order_acquire)) first(1); }`, "std::atomic_flag::test_and_set(&taken"},
		{"errors of the standard library", `std::error_code f(int a) { if (a) return std::make_error_code(std::errc::not_enough_memory); first(a); return {}; }`, "std::make_error_code"},
		{"guard of the standard library", `struct M { void lock() { first(1); } void unlock() { second(1); } }; M m; void f() { std::lock_guard<M> g(m); first(2); }`, "std::lock_guard<M>::~lock_guard(&g)"},
		{"standard library of the implementation libraries", `void f(int *p) { wistd::unique_ptr<int> u(p); first(wistd::move(u)); } struct M { M(M &&o) : n(wistd::exchange(o.n, 0)) { second(n); } int n; };`, "second(this->n)"},
		{"guard that a function makes of a lambda", `template <class F> struct Deferred { F f; Deferred(F &&g) : f(static_cast<F &&>(g)) {} ~Deferred() { f(); } }; struct Mark {}; template <class F> Deferred<F> operator*(Mark &&, F &&f) { return Deferred<F>(static_cast<F &&>(f)); } void f() { first(1); auto g = Mark{} * [&] { second(2); }; }`, "::Deferred(&g, &%2)"},
		{"what a lambda captures by reference", `void f(int a, int b) { auto g = [&a, b] { first(a + b); }; g(); }`, "first((*a + b))"},
		{"what a lambda captures by value", `void f(int a, int b) { auto g = [=, &a](int c) { second(a + b + c); }; b = 2; first(b); g(3); }`, "f::lambda 1(3, &a, %"},
		{"what a lambda captures by default", `struct S { int n; void f(int a) { auto g = [&] { second(a + n); }; first(a); g(); } }; `, "lambda 1(&a, this)"},
		{"what a lambda captures that a guard holds", `template <class F> struct Deferred { F f; Deferred(F &&g) : f(static_cast<F &&>(g)) {} ~Deferred() { Run(1); } void Run(int n) { f(n); } }; template <class F> Deferred<F> OnExit(F &&f) { return Deferred<F>(static_cast<F &&>(f)); } void f(int a) { auto g = OnExit([&](int n) { second(a + n); }); first(a); }`, "::Run(this, 1, a)"},
		{"what a guard calls by the name of its member", `template <class F> struct Deferred { F f; Deferred(F &&g) : f(static_cast<F &&>(g)) {} ~Deferred() { this->f(); } }; template <class F> Deferred<F> OnExit(F &&f) { return Deferred<F>(static_cast<F &&>(f)); } void f(int a) { auto g = OnExit([a] { second(a); }); first(a); }`, "f::lambda 1(a)"},
		{"guard of the implementation libraries", `void f(int n) { auto g = wil::scope_exit([&] { second(n); }); if (n) g.release(); wil::log(first(n)); }`, "::lambda_call(&g, &"},
		{"handle that is null at first", `struct D { UNKNOWNHANDLE handle = nullptr; int Init(); }; int D::Init() { first(handle); if (second(&handle) != 0) handle = nullptr; return 0; }`, "second(&this->handle)"},
		{"handle that is compared with null", `void f() { UNKNOWNHANDLE handle{}; if (handle == nullptr) first(handle); if (nullptr != handle) second(handle); }`, "second(handle"},
		{"handle that is handed as null", `struct D { void Init(UNKNOWNHANDLE h); }; void D::Init(UNKNOWNHANDLE h) { first(h); } void f(D &d) { d.Init(nullptr); second(1); }`, "D::Init(d, 0)"},
		{"member of an absent structure that is set to null", `void f(UNKNOWN_CONTEXT *c) { c->Handle = 0; first(c->Handle + 1); } void g(UNKNOWN_CONTEXT *c) { c->Buffer = nullptr; second(c); }`, "second(c)"},
		{"object in place", `struct N { N(int); }; template <class U, class A> void Put(void *p, A a) { ::new (static_cast<void *>(p)) U(second(a)); } int f(void *p) { Put<int>(p, 1); auto n = new (p) N(3); return first(((int (*)(int))p)(2), n); }`, "second(a)"},
		{"standard library of the driver's own", `namespace std { template <class T> T own(T t) { return t; } } int f() { return first(std::own(1)); }`, "std::own"},
		{"standard library that the driver adds a namespace to", `namespace std { namespace own { ` + strings.Repeat("extern int added;\n", 150) + ` } } void f(int *p) { std::unique_ptr<int> u(p); first(std::own::added); }`, "std::unique_ptr<int>::~unique_ptr(&u)"},
		{"method of an interface that the system implements", `NTSTATUS f(PUNKNOWN u, PVOID *p) { first(u->Release()); return second(u->QueryInterface(IID_IOwn, p)); }`, "(u->QueryInterface)(u, &IID_IOwn, p)"},
		{"annotations of an absent header before types", `EXTERN_C NONPAGED_OWN DRIVER_UNLOAD Off; EXTERN_C PASSIVE_OWN PAGED_OWN NTSTATUS Init(int n); PASSIVE_OWN PAGED_OWN NTSTATUS Init(int n) { return first(n); } void f(int n) { second(Init(n), Off); }`, "Init(n)"},
		{"parameters without names of absent types", `static NTSTATUS Notify(OWN_NOTIFY_TYPE, const GUID *, OWN_FILTER *) { return 0; } int f(int n) { return first(n, Notify); }`, "first(n, Notify)"},
		{"word of another compiler's between the result and the name", `void __fastcall __own_noreturn Stop(int n) { first(n); } int After(int a) { return second(a); }`, "second(a)"},
		{"range", `void f() { int all[] = { 1, 2 }; for (auto &n : all) { first(n); } }`, "first("},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := write(t, map[string]string{"a.cpp": "#include <ntddk.h>\nextern \"C\" int first(...);\nextern \"C\" int second(...);\nextern \"C\" int Handler(int);\n" + test.source})
			loaded := load(t, root, "a.cpp")
			if s := loaded.Stats[0]; s.Missed != 0 {
				t.Errorf("%d of %d calls missed", s.Missed, s.Calls)
			}
			if got := loaded.Units[0].Format(""); !strings.Contains(got, test.want) {
				t.Errorf("%q is not in\n%s", test.want, got)
			}
		})
	}
}

// A guard lives as long as the object that it was made for, however it is spelled, and the
// constructor that runs is the one that was written.
func TestGuards(t *testing.T) {
	const guards = `struct Lock { void Take(); void Drop(); };
struct Held { Lock &l; explicit Held(Lock &x) : l(x) { l.Take(); } Held(const Held &) = delete; ~Held() { l.Drop(); } };
template <class T> class Owner {
public:
	Owner(T &x) : l(x) { l.Take(); }
	Owner(const Owner &) = delete;
	Owner(Owner &&) = delete;
	~Owner() { l.Drop(); }
	void Swap() {}
	void Swap(int) {}
private:
	T &l;
};
Lock gate;
`
	tests := []struct{ name, source, made, ended string }{
		{"copied from a temporary", "auto a = Held(gate);", "Held::Held(Lock &)(&a, &gate)", "Held::~Held(&a)"},
		{"of a temporary in braces", "Held a = Held{gate};", "Held::Held(Lock &)(&a, &gate)", "Held::~Held(&a)"},
		{"temporary of a temporary", "auto a = Held(Held(gate));", "Held::Held(Lock &)(&a, &gate)", "Held::~Held(&a)"},
		{"one of two", "auto a = flag ? Held(gate) : Held(gate);", "else\n\t\tHeld::Held(Lock &)(&a, &gate)", "Held::~Held(&a)"},
		{"kept by a reference", "const auto &a = Held(gate);", "Held::Held(Lock &)(&%1, &gate)", "Held::~Held(&%1)"},
		{"kept by a forwarding reference", "auto &&a = Held{gate};", "Held::Held(Lock &)(&%1, &gate)", "Held::~Held(&%1)"},
		{"of a template", "Owner<Lock> a(gate);", "Owner<Lock>::Owner(T &)(&a, &gate)", "Owner<Lock>::~Owner(&a)"},
		{"of a template whose arguments are deduced", "Owner a{gate};", "Owner<Lock>::Owner(T &)(&a, &gate)", "Owner<Lock>::~Owner(&a)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := lowered(t, guards+"void f(bool flag) { "+test.source+" first(1); }\nvoid g() { Owner o(gate); o.Swap(1); }\n")
			_, body, _ := strings.Cut(got, "func f(")
			body, _, _ = strings.Cut(body, "\nfunc ")
			made, used, ended := strings.Index(spaces.ReplaceAllString(body, ""), test.made), strings.Index(body, "first(1)"), strings.Index(body, test.ended)
			if made < 0 || used < 0 || ended < used || strings.Count(body, "::~") != 1 {
				t.Errorf("want %s, first(1), %s in\n%s", test.made, test.ended, body)
			}
			for _, defined := range []string{"func Owner<Lock>::Owner(T &)(this", "func Owner<Lock>::Swap(int)(this", "Owner<Lock>::Swap(int)(&o, 1)"} {
				if !strings.Contains(got, defined) {
					t.Errorf("%q is not in\n%s", defined, got)
				}
			}
		})
	}
	got := lowered(t, guards+"Held Make() { return Held(gate); }\n")
	if _, body, _ := strings.Cut(got, "func Make("); !strings.Contains(body, "Held::Held(Lock &)(&%1, &gate)") || strings.Contains(body, "~Held") {
		t.Errorf("what a function returns ends with it:\n%s", body)
	}
}

// The name of overloaded functions alone is no call of one of them.
func TestOverloadedNames(t *testing.T) {
	const players = `struct Player { void *t; static void Play(void *); void Play(); void Start(); };
void Player::Play(void *p) { static_cast<Player *>(p)->Play(); }
void Player::Play() {}
void Run(int) {}
void Run(void *) {}
namespace a { void Run(void *, int) {} void Run(int, int) {} void Both(int) {} void Both(long) {} }
`
	for source, want := range map[string]string{
		"void Player::Start() { first(1, Play, this); }":            "first(1, Player::Play(void *), this)",
		"void Player::Start() { first(1, &Player::Play, this); }":   "first(1, Player::Play(void *), this)",
		"void Player::Start() { t = (void *)first(Play); Play(); }": "Player::Play()(this)",
		"void f() { first(Run, 2); }":                               "first(Run(void *), 2)",
		"void f() { first(2, a::Run); }":                            "first(2, a::Run(void *, int))",
		"void f() { first(a::Both); }":                              "first(?)",
	} {
		got := lowered(t, players+source)
		if !strings.Contains(got, want) || strings.Count(got, "Player::Play()(") > 2+strings.Count(source, "Play();") {
			t.Errorf("%s: %q is not in\n%s", source, want, got)
		}
	}
}

// spaces are what stands behind a line of a listing.
var spaces = regexp.MustCompile(` +; L\d+`)

// lowered returns the listing of a C++ file that includes ntddk.h.
func lowered(t *testing.T, source string) string {
	t.Helper()
	loaded := load(t, write(t, map[string]string{"a.cpp": "#include <ntddk.h>\nextern \"C\" int first(...);\n" + source}), "a.cpp")
	return loaded.Units[0].Format("")
}

// A file with a name for C is read as C++ where its text is; assembly, variables with words of C++ for names, and what stands under a
// condition for C++ do not make it so.
func TestTextIsCPlusPlus(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{`extern "C" int f(int);`, true},
		{"int Device::Start(int n) { return n; }", true},
		{"void *__cdecl operator new(unsigned __int64 size) { return Allocate(size); }", true},
		{"template <class T> T f(T t) { return t; }", true},
		{"#ifdef __cplusplus\nextern \"C\" {\n#endif\nint f(int);", false},
		{"#if defined(__cplusplus)\ntemplate <class T> T f(T t);\n#endif\nint g;", false},
		{`void f(int n) { asm volatile("cpuid" :: "a"(n)); g(n ? a : b); switch (n) { case A: ::g; } }`, false},
		{"struct template { int operator; }; int f(struct template *t) { return t->operator < 2; }", false},
	} {
		if got := source(c.text).isCPlusPlus(); got != c.want {
			t.Errorf("%s: %t", c.text, got)
		}
	}
}
