// What drivers use of the Windows Implementation Libraries (wil/resource.h), so far as a call shows what it does.
namespace wil {
template <class F> class lambda_call {
	F call; bool armed;
public:
	explicit lambda_call(F &&f) noexcept : call(static_cast<F &&>(f)), armed(true) {}
	~lambda_call() { if (armed) call(); }
	void release() noexcept { armed = false; }
	void reset() noexcept { if (armed) { armed = false; call(); } }
	explicit operator bool() const noexcept { return armed; }
};
template <class F> lambda_call<F> scope_exit(F &&f) noexcept;
template <class T, class F, F close> class unique_any {
	T held;
public:
	typedef T pointer;
	explicit unique_any(T given = T()) noexcept : held(given) {}
	~unique_any() { if (held) close(held); }
	T get() const noexcept { return held; }
	T release() noexcept { T given = held; held = T(); return given; }
	void reset(T given = T()) noexcept { if (held) close(held); held = given; }
	T *addressof() noexcept { return &held; }
	T *put() noexcept { reset(); return &held; }
	T *operator&() noexcept { return put(); }
	explicit operator bool() const noexcept { return held != T(); }
};
}
