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
}
