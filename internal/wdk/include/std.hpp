// What drivers use of the standard library of C++, so far as a call shows what it does: who
// takes a lock and who runs a deleter has a body, all else only a declaration.
// What the model's headers for C have as macros would stand in the way of std::min.
#undef min
#undef max
namespace std {
using size_t = decltype(sizeof 0);
using ptrdiff_t = long long;
using nullptr_t = decltype(nullptr);
using max_align_t = double;
enum class byte : unsigned char {};
enum class align_val_t : size_t {};
struct nothrow_t { explicit nothrow_t() = default; };
extern const nothrow_t nothrow;
class type_info { public: virtual ~type_info(); const char *name() const; size_t hash_code() const; bool operator==(const type_info &) const; };
class exception { public: virtual ~exception(); virtual const char *what() const noexcept; };
class bad_alloc : public exception {}; class bad_array_new_length : public bad_alloc {}; class logic_error : public exception { public: explicit logic_error(const char *); }; class runtime_error : public exception { public: explicit runtime_error(const char *); }; class out_of_range : public logic_error { public: using logic_error::logic_error; }; class length_error : public logic_error { public: using logic_error::logic_error; }; class invalid_argument : public logic_error { public: using logic_error::logic_error; };
template <class E> class initializer_list { const E *first; size_t count; public: const E *begin() const noexcept { return first; } const E *end() const noexcept { return first + count; } size_t size() const noexcept { return count; } };
template <class T, T v> struct integral_constant { static constexpr T value = v; using value_type = T; using type = integral_constant; constexpr operator T() const noexcept { return v; } constexpr T operator()() const noexcept { return v; } };
template <bool b> using bool_constant = integral_constant<bool, b>;
using true_type = bool_constant<true>;
using false_type = bool_constant<false>;
template <class T> struct remove_reference { using type = T; };
template <class T> struct remove_reference<T &> { using type = T; };
template <class T> struct remove_reference<T &&> { using type = T; };
template <class T> using remove_reference_t = typename remove_reference<T>::type;
template <class T> struct remove_const { using type = T; };
template <class T> struct remove_const<const T> { using type = T; };
template <class T> using remove_const_t = typename remove_const<T>::type;
template <class T> struct remove_cv { using type = T; };
template <class T> struct remove_cv<const T> { using type = T; };
template <class T> struct remove_cv<volatile T> { using type = T; };
template <class T> struct remove_cv<const volatile T> { using type = T; };
template <class T> using remove_cv_t = typename remove_cv<T>::type;
template <class T> using remove_cvref_t = remove_cv_t<remove_reference_t<T>>;
template <class T> struct remove_pointer { using type = T; };
template <class T> struct remove_pointer<T *> { using type = T; };
template <class T> using remove_pointer_t = typename remove_pointer<T>::type;
template <class T> struct remove_extent { using type = T; };
template <class T> struct remove_extent<T[]> { using type = T; };
template <class T, size_t n> struct remove_extent<T[n]> { using type = T; };
template <class T> using remove_extent_t = typename remove_extent<T>::type;
template <class T> struct decay { using type = remove_cvref_t<T>; };
template <class T> using decay_t = typename decay<T>::type;
template <class T> struct remove_volatile { using type = T; };
template <class T> struct remove_volatile<volatile T> { using type = T; };
template <class T> using remove_volatile_t = typename remove_volatile<T>::type;
template <class T> struct remove_cvref { using type = remove_cvref_t<T>; };
template <class T> struct remove_all_extents { using type = T; };
template <class T> struct remove_all_extents<T[]> { using type = typename remove_all_extents<T>::type; };
template <class T, size_t n> struct remove_all_extents<T[n]> { using type = typename remove_all_extents<T>::type; };
template <class T> using remove_all_extents_t = typename remove_all_extents<T>::type;
template <class T> struct type_identity { using type = T; };
template <class T> using type_identity_t = T;
template <class T> struct add_const { using type = const T; };
template <class T> using add_const_t = const T;
template <class T> struct add_volatile { using type = volatile T; };
template <class T> using add_volatile_t = volatile T;
template <class T> struct add_cv { using type = const volatile T; };
template <class T> using add_cv_t = const volatile T;
template <class T> concept referable = requires { typename type_identity<T &>; };
template <class T> struct add_lvalue_reference { using type = T; };
template <referable T> struct add_lvalue_reference<T> { using type = T &; };
template <class T> using add_lvalue_reference_t = typename add_lvalue_reference<T>::type;
template <class T> struct add_rvalue_reference { using type = T; };
template <referable T> struct add_rvalue_reference<T> { using type = T &&; };
template <class T> using add_rvalue_reference_t = typename add_rvalue_reference<T>::type;
template <class T> struct add_pointer { using type = remove_reference_t<T> *; };
template <class T> using add_pointer_t = typename add_pointer<T>::type;
template <class T> struct make_unsigned { using type = T; };
template <class T> using make_unsigned_t = T;
template <class T> struct make_signed { using type = T; };
template <class T> using make_signed_t = T;
template <class T> struct underlying_type { using type = __underlying_type(T); };
template <class T> using underlying_type_t = typename underlying_type<T>::type;
template <bool b, class T, class F> struct conditional { using type = T; };
template <class T, class F> struct conditional<false, T, F> { using type = F; };
template <bool b, class T, class F> using conditional_t = typename conditional<b, T, F>::type;
template <bool b, class T = void> struct enable_if {};
template <class T> struct enable_if<true, T> { using type = T; };
template <bool b, class T = void> using enable_if_t = typename enable_if<b, T>::type;
template <class...> using void_t = void;
template <class T, class U> inline constexpr bool is_same_v = false;
template <class T> inline constexpr bool is_same_v<T, T> = true;
template <class T, class U> struct is_same : bool_constant<is_same_v<T, U>> {};
template <class T, class U> concept same_as = is_same_v<T, U>;
template <class T> inline constexpr bool is_pointer_v = false;
template <class T> inline constexpr bool is_pointer_v<T *> = true;
template <class T> struct is_pointer : bool_constant<is_pointer_v<T>> {};
template <class T> inline constexpr bool is_reference_v = false;
template <class T> inline constexpr bool is_reference_v<T &> = true;
template <class T> inline constexpr bool is_array_v = false;
template <class T> inline constexpr bool is_array_v<T[]> = true;
template <class T, size_t n> inline constexpr bool is_array_v<T[n]> = true;
template <class T> struct is_array : bool_constant<is_array_v<T>> {};
template <class T, unsigned n = 0> inline constexpr size_t extent_v = 0;
template <class T, size_t size> inline constexpr size_t extent_v<T[size], 0> = size;
template <class T, unsigned n = 0> struct extent : integral_constant<size_t, extent_v<T, n>> {};
template <class T> inline constexpr bool is_bounded_array_v = false;
template <class T, size_t n> inline constexpr bool is_bounded_array_v<T[n]> = true;
template <class T> inline constexpr bool is_unbounded_array_v = false;
template <class T> inline constexpr bool is_unbounded_array_v<T[]> = true;
template <class T> inline constexpr size_t rank_v = 0;
template <class T> inline constexpr size_t rank_v<T[]> = rank_v<T> + 1;
template <class T, size_t n> inline constexpr size_t rank_v<T[n]> = rank_v<T> + 1;
template <class T> struct rank : integral_constant<size_t, rank_v<T>> {};
template <class T> inline constexpr bool is_lvalue_reference_v = false;
template <class T> inline constexpr bool is_lvalue_reference_v<T &> = true;
template <class T> struct is_lvalue_reference : bool_constant<is_lvalue_reference_v<T>> {};
template <class T> inline constexpr bool is_rvalue_reference_v = false;
template <class T> inline constexpr bool is_rvalue_reference_v<T &&> = true;
template <class T> struct is_rvalue_reference : bool_constant<is_rvalue_reference_v<T>> {};
template <class T> inline constexpr bool is_function_v = __is_function(T);
template <class T> struct is_function : bool_constant<__is_function(T)> {};
template <class T> inline constexpr bool is_member_pointer_v = __is_member_pointer(T);
template <class T> inline constexpr bool is_member_function_pointer_v = __is_member_function_pointer(T);
template <class T> inline constexpr bool is_member_object_pointer_v = __is_member_object_pointer(T);
template <class T> inline constexpr bool is_null_pointer_v = is_same_v<remove_cv_t<T>, nullptr_t>;
template <class T> struct is_null_pointer : bool_constant<is_null_pointer_v<T>> {};
template <class T> inline constexpr bool is_object_v = __is_object(T);
template <class T> inline constexpr bool is_scalar_v = __is_scalar(T);
template <class T> struct is_scalar : bool_constant<__is_scalar(T)> {};
template <class T> inline constexpr bool is_fundamental_v = __is_fundamental(T);
template <class T> inline constexpr bool is_compound_v = !__is_fundamental(T);
template <class T> inline constexpr bool is_volatile_v = false;
template <class T> inline constexpr bool is_volatile_v<volatile T> = true;
template <class T> inline constexpr bool is_abstract_v = __is_abstract(T);
template <class T> inline constexpr bool is_polymorphic_v = __is_polymorphic(T);
template <class T> inline constexpr bool is_final_v = __is_final(T);
template <class T> inline constexpr bool is_aggregate_v = __is_aggregate(T);
template <class T> inline constexpr bool has_virtual_destructor_v = __has_virtual_destructor(T);
template <class T> inline constexpr bool has_unique_object_representations_v = __has_unique_object_representations(T);
template <class T> inline constexpr size_t alignment_of_v = alignof(T);
template <class T> inline constexpr bool is_void_v = is_same_v<remove_cv_t<T>, void>;
template <class T> struct is_void : bool_constant<is_void_v<T>> {};
template <class T> inline constexpr bool is_const_v = false;
template <class T> inline constexpr bool is_const_v<const T> = true;
template <class T> struct is_const : bool_constant<is_const_v<T>> {};
template <class T> inline constexpr bool is_enum_v = __is_enum(T);
template <class T> struct is_enum : bool_constant<__is_enum(T)> {};
template <class T> inline constexpr bool is_class_v = __is_class(T);
template <class T> struct is_class : bool_constant<__is_class(T)> {};
template <class T> inline constexpr bool is_union_v = __is_union(T);
template <class T> inline constexpr bool is_pod_v = __is_pod(T);
template <class T> struct is_pod : bool_constant<__is_pod(T)> {};
template <class T> inline constexpr bool is_trivial_v = __is_trivial(T);
template <class T> inline constexpr bool is_trivially_copyable_v = __is_trivially_copyable(T);
template <class T> struct is_trivially_copyable : bool_constant<__is_trivially_copyable(T)> {};
template <class T> inline constexpr bool is_trivially_destructible_v = __is_trivially_destructible(T);
template <class T> inline constexpr bool is_standard_layout_v = __is_standard_layout(T);
template <class T> inline constexpr bool is_empty_v = __is_empty(T);
template <class T> inline constexpr bool is_integral_v = __is_integral(T);
template <class T> struct is_integral : bool_constant<__is_integral(T)> {};
template <class T> inline constexpr bool is_floating_point_v = __is_floating_point(T);
template <class T> inline constexpr bool is_arithmetic_v = __is_arithmetic(T);
template <class T> inline constexpr bool is_unsigned_v = __is_unsigned(T);
template <class T> inline constexpr bool is_signed_v = __is_signed(T);
template <class T> struct is_floating_point : bool_constant<__is_floating_point(T)> {};
template <class T> struct is_arithmetic : bool_constant<__is_arithmetic(T)> {};
template <class T> struct is_unsigned : bool_constant<__is_unsigned(T)> {};
template <class T> struct is_signed : bool_constant<__is_signed(T)> {};
template <class T> struct is_reference : bool_constant<is_reference_v<T>> {};
template <class... B> inline constexpr bool conjunction_v = (true && ... && bool(B::value));
template <class... B> struct conjunction : bool_constant<conjunction_v<B...>> {};
template <class... B> inline constexpr bool disjunction_v = (false || ... || bool(B::value));
template <class... B> struct disjunction : bool_constant<disjunction_v<B...>> {};
template <class B> inline constexpr bool negation_v = !bool(B::value);
template <class B> struct negation : bool_constant<negation_v<B>> {};
template <class T> T &&declval() noexcept;
template <class B, class D> inline constexpr bool is_base_of_v = __is_base_of(B, D);
template <class B, class D> struct is_base_of : bool_constant<__is_base_of(B, D)> {};
template <class F, class T> inline constexpr bool is_convertible_v = __is_convertible_to(F, T);
template <class F, class T> struct is_convertible : bool_constant<__is_convertible_to(F, T)> {};
template <class F, class T> inline constexpr bool is_nothrow_convertible_v = __is_convertible_to(F, T);
template <class T, class... A> inline constexpr bool is_constructible_v = __is_constructible(T, A...);
template <class T, class... A> struct is_constructible : bool_constant<is_constructible_v<T, A...>> {};
template <class T> inline constexpr bool is_default_constructible_v = __is_constructible(T);
template <class T> struct is_default_constructible : bool_constant<is_default_constructible_v<T>> {};
template <class T> inline constexpr bool is_copy_constructible_v = __is_constructible(T, add_lvalue_reference_t<const T>);
template <class T> struct is_copy_constructible : bool_constant<is_copy_constructible_v<T>> {};
template <class T> inline constexpr bool is_move_constructible_v = __is_constructible(T, add_rvalue_reference_t<T>);
template <class T> struct is_move_constructible : bool_constant<is_move_constructible_v<T>> {};
template <class T, class A> inline constexpr bool is_assignable_v = __is_assignable(T, A);
template <class T, class A> struct is_assignable : bool_constant<is_assignable_v<T, A>> {};
template <class T> inline constexpr bool is_copy_assignable_v = __is_assignable(add_lvalue_reference_t<T>, add_lvalue_reference_t<const T>);
template <class T> struct is_copy_assignable : bool_constant<is_copy_assignable_v<T>> {};
template <class T> inline constexpr bool is_move_assignable_v = __is_assignable(add_lvalue_reference_t<T>, add_rvalue_reference_t<T>);
template <class T> struct is_move_assignable : bool_constant<is_move_assignable_v<T>> {};
template <class T, class... A> inline constexpr bool is_nothrow_constructible_v = __is_nothrow_constructible(T, A...);
template <class T, class... A> struct is_nothrow_constructible : bool_constant<is_nothrow_constructible_v<T, A...>> {};
template <class T> inline constexpr bool is_nothrow_default_constructible_v = __is_nothrow_constructible(T);
template <class T> struct is_nothrow_default_constructible : bool_constant<is_nothrow_default_constructible_v<T>> {};
template <class T> inline constexpr bool is_nothrow_copy_constructible_v = __is_nothrow_constructible(T, add_lvalue_reference_t<const T>);
template <class T> struct is_nothrow_copy_constructible : bool_constant<is_nothrow_copy_constructible_v<T>> {};
template <class T> inline constexpr bool is_nothrow_move_constructible_v = __is_nothrow_constructible(T, add_rvalue_reference_t<T>);
template <class T> struct is_nothrow_move_constructible : bool_constant<is_nothrow_move_constructible_v<T>> {};
template <class T, class A> inline constexpr bool is_nothrow_assignable_v = __is_nothrow_assignable(T, A);
template <class T, class A> struct is_nothrow_assignable : bool_constant<is_nothrow_assignable_v<T, A>> {};
template <class T> inline constexpr bool is_nothrow_copy_assignable_v = __is_nothrow_assignable(add_lvalue_reference_t<T>, add_lvalue_reference_t<const T>);
template <class T> struct is_nothrow_copy_assignable : bool_constant<is_nothrow_copy_assignable_v<T>> {};
template <class T> inline constexpr bool is_nothrow_move_assignable_v = __is_nothrow_assignable(add_lvalue_reference_t<T>, add_rvalue_reference_t<T>);
template <class T> struct is_nothrow_move_assignable : bool_constant<is_nothrow_move_assignable_v<T>> {};
template <class T, class... A> inline constexpr bool is_trivially_constructible_v = __is_trivially_constructible(T, A...);
template <class T, class... A> struct is_trivially_constructible : bool_constant<is_trivially_constructible_v<T, A...>> {};
template <class T> inline constexpr bool is_trivially_default_constructible_v = __is_trivially_constructible(T);
template <class T> struct is_trivially_default_constructible : bool_constant<is_trivially_default_constructible_v<T>> {};
template <class T> inline constexpr bool is_trivially_copy_constructible_v = __is_trivially_constructible(T, add_lvalue_reference_t<const T>);
template <class T> struct is_trivially_copy_constructible : bool_constant<is_trivially_copy_constructible_v<T>> {};
template <class T> inline constexpr bool is_trivially_move_constructible_v = __is_trivially_constructible(T, add_rvalue_reference_t<T>);
template <class T> struct is_trivially_move_constructible : bool_constant<is_trivially_move_constructible_v<T>> {};
template <class T, class A> inline constexpr bool is_trivially_assignable_v = __is_trivially_assignable(T, A);
template <class T, class A> struct is_trivially_assignable : bool_constant<is_trivially_assignable_v<T, A>> {};
template <class T> inline constexpr bool is_trivially_copy_assignable_v = __is_trivially_assignable(add_lvalue_reference_t<T>, add_lvalue_reference_t<const T>);
template <class T> struct is_trivially_copy_assignable : bool_constant<is_trivially_copy_assignable_v<T>> {};
template <class T> inline constexpr bool is_trivially_move_assignable_v = __is_trivially_assignable(add_lvalue_reference_t<T>, add_rvalue_reference_t<T>);
template <class T> struct is_trivially_move_assignable : bool_constant<is_trivially_move_assignable_v<T>> {};
template <class T> struct is_trivially_destructible : bool_constant<__is_trivially_destructible(T)> {};
template <class T> inline constexpr bool is_destructible_v = requires(T &t) { t.~T(); };
template <class T> struct is_destructible : bool_constant<is_destructible_v<T>> {};
template <class T> inline constexpr bool is_nothrow_destructible_v = is_destructible_v<T>;
template <class T> struct is_nothrow_destructible : bool_constant<is_destructible_v<T>> {};
template <class T> concept swappable = requires(T &a, T &b) { swap(a, b); };
template <class F, class... A> inline constexpr bool is_invocable_v = requires { declval<F>()(declval<A>()...); } || is_member_pointer_v<remove_cvref_t<F>>;
template <class F, class... A> struct is_invocable : bool_constant<is_invocable_v<F, A...>> {};
template <class F, class... A> inline constexpr bool is_nothrow_invocable_v = is_invocable_v<F, A...>;
template <class F, class... A> struct is_nothrow_invocable : bool_constant<is_invocable_v<F, A...>> {};
template <class R, class F, class... A> inline constexpr bool is_invocable_r_v = is_invocable_v<F, A...>;
template <class R, class F, class... A> inline constexpr bool is_nothrow_invocable_r_v = is_invocable_v<F, A...>;
template <class F, class... A> struct invoke_result { using type = decltype((*(F *)0)((*(remove_reference_t<A> *)0)...)); };
template <class F, class... A> using invoke_result_t = typename invoke_result<F, A...>::type;
template <class T> concept integral = __is_integral(T);
template <class T> concept signed_integral = integral<T> && __is_signed(T);
template <class T> concept unsigned_integral = integral<T> && !__is_signed(T);
template <class T> concept floating_point = __is_floating_point(T);
template <class D, class B> concept derived_from = __is_base_of(B, D);
template <class F, class T> concept convertible_to = __is_convertible_to(F, T);
template <class T> concept destructible = is_destructible_v<T>;
template <class T, class... A> concept constructible_from = destructible<T> && is_constructible_v<T, A...>;
template <class T> concept default_initializable = constructible_from<T>;
template <class T> concept move_constructible = constructible_from<T, T>;
template <class T> concept copy_constructible = move_constructible<T> && constructible_from<T, const T &>;
template <class T, class A> concept assignable_from = is_assignable_v<T, A>;
template <class T> concept movable = is_object_v<T> && move_constructible<T> && assignable_from<T &, T>;
template <class T> concept copyable = copy_constructible<T> && movable<T> && assignable_from<T &, const T &>;
template <class T> concept semiregular = copyable<T> && default_initializable<T>;
template <class T> concept equality_comparable = requires(const T &a, const T &b) { bool(a == b); };
template <class T> concept totally_ordered = equality_comparable<T> && requires(const T &a, const T &b) { bool(a < b); };
template <class T> concept regular = semiregular<T> && equality_comparable<T>;
template <class F, class... A> concept invocable = is_invocable_v<F, A...>;
template <class F, class... A> concept regular_invocable = is_invocable_v<F, A...>;
template <class F, class... A> concept predicate = is_invocable_v<F, A...>;
template <class T> constexpr remove_reference_t<T> &&move(T &&t) noexcept { return (remove_reference_t<T> &&)t; }
template <class T> constexpr T &&forward(remove_reference_t<T> &t) noexcept { return (T &&)t; }
template <class T> constexpr T &&forward(remove_reference_t<T> &&t) noexcept { return (T &&)t; }
template <class T> constexpr void swap(T &a, T &b) { T t = (T &&)a; a = (T &&)b; b = (T &&)t; }
template <class T, class U = T> constexpr T exchange(T &o, U &&n) { T t = (T &&)o; o = (U &&)n; return t; }
template <class T> constexpr T *addressof(T &t) noexcept { return &t; }
template <class T> constexpr const T &as_const(T &t) noexcept { return t; }
template <class T> constexpr T *launder(T *t) noexcept { return t; }
template <class To, class From> constexpr To bit_cast(const From &f) noexcept { return __builtin_bit_cast(To, f); }
template <class E> constexpr underlying_type_t<E> to_underlying(E e) noexcept { return static_cast<underlying_type_t<E>>(e); }
[[noreturn]] void unreachable();
struct in_place_t { explicit in_place_t() = default; };
inline constexpr in_place_t in_place{};
template <class T> struct in_place_type_t { explicit in_place_type_t() = default; };
template <size_t n> struct in_place_index_t { explicit in_place_index_t() = default; };
template <class T, class... A> constexpr T *construct_at(T *t, A &&...a) { return ::new ((void *)t) T(forward<A>(a)...); }
template <class T> constexpr void destroy_at(T *t) { if constexpr (!is_array_v<T>) t->~T(); }
enum class endian { little, big, native = little };
template <class T> constexpr int popcount(T t) noexcept { return __builtin_popcountll(t); }
template <class T> constexpr bool has_single_bit(T t) noexcept { return t && !(t & (t - 1)); }
template <class T> constexpr int countl_zero(T t) noexcept { return t ? __builtin_clzll(t) - (64 - 8 * (int)sizeof(T)) : 8 * (int)sizeof(T); }
template <class T> constexpr int countr_zero(T t) noexcept { return t ? __builtin_ctzll(t) : 8 * (int)sizeof(T); }
template <class T> constexpr int countl_one(T t) noexcept { return countl_zero((T)~t); }
template <class T> constexpr int countr_one(T t) noexcept { return countr_zero((T)~t); }
template <class T> constexpr int bit_width(T t) noexcept { return 8 * (int)sizeof(T) - countl_zero(t); }
template <class T> constexpr T bit_ceil(T t) noexcept { return t < 2 ? T(1) : T(T(1) << bit_width((T)(t - 1))); }
template <class T> constexpr T bit_floor(T t) noexcept { return t ? T(T(1) << (bit_width(t) - 1)) : T(0); }
template <class T> constexpr T rotl(T t, int n) noexcept { n &= 8 * (int)sizeof(T) - 1; return n ? T(t << n | t >> (8 * (int)sizeof(T) - n)) : t; }
template <class T> constexpr T rotr(T t, int n) noexcept { return rotl(t, -n); }
template <class T> constexpr T byteswap(T) noexcept;
template <long long n, long long d = 1> struct ratio { static constexpr long long num = n; static constexpr long long den = d; using type = ratio; };
using nano = ratio<1, 1000000000>; using micro = ratio<1, 1000000>; using milli = ratio<1, 1000>; using kilo = ratio<1000>; using mega = ratio<1000000>; using giga = ratio<1000000000>;
template <class T> constexpr const T &min(const T &a, const T &b) { return b < a ? b : a; }
template <class T> constexpr const T &max(const T &a, const T &b) { return a < b ? b : a; }
template <class T> constexpr const T &clamp(const T &a, const T &b, const T &c) { return a < b ? b : c < a ? c : a; }
template <class T> struct numeric_limits { static constexpr T max() noexcept { return T(-1) < T(0) ? T((1ull << (sizeof(T) * 8 - 1)) - 1) : T(-1); } static constexpr T min() noexcept { return T(-1) < T(0) ? T(-max() - 1) : T(0); } static constexpr T lowest() noexcept { return min(); } static constexpr int digits = 8 * sizeof(T); };
template <class A, class B> struct pair { A first; B second; };
template <class A, class B> pair<decay_t<A>, decay_t<B>> make_pair(A &&, B &&);
template <class... T> struct tuple { template <class... A> tuple(A &&...); };
template <class... A> tuple<decay_t<A>...> make_tuple(A &&...);
template <class... A> tuple<A &...> tie(A &...);
struct nullopt_t {};
extern const nullopt_t nullopt;
template <class T> class optional { public: optional(); optional(const T &); template <class A> optional(A &&); T *operator->(); const T *operator->() const; T &operator*(); const T &operator*() const; T &value(); const T &value() const; template <class A> T value_or(A &&) const; bool has_value() const; explicit operator bool() const; void reset(); template <class... A> T &emplace(A &&...); };
template <class T> struct default_delete { void operator()(T *p) const { delete p; } };
template <class T> struct default_delete<T[]> { void operator()(T *p) const { delete[] p; } };
template <class T, class D = default_delete<T>> class unique_ptr {
public:
	using pointer = remove_extent_t<T> *;
	using element_type = remove_extent_t<T>;
	using deleter_type = D;
	unique_ptr() noexcept : held(nullptr) {}
	unique_ptr(nullptr_t) noexcept : held(nullptr) {}
	explicit unique_ptr(pointer p) noexcept : held(p) {}
	unique_ptr(pointer p, const D &d) noexcept : held(p), deleter(d) {}
	unique_ptr(pointer p, remove_reference_t<D> &&d) noexcept : held(p), deleter(move(d)) {}
	unique_ptr(unique_ptr &&o) noexcept : held(o.release()) {}
	template <class U, class E> unique_ptr(unique_ptr<U, E> &&o) noexcept : held(o.release()) {}
	~unique_ptr() { if (held) deleter(held); }
	unique_ptr &operator=(unique_ptr &&o) noexcept { reset(o.release()); return *this; }
	unique_ptr &operator=(nullptr_t) noexcept { reset(); return *this; }
	pointer get() const noexcept { return held; }
	D &get_deleter() noexcept { return deleter; }
	const D &get_deleter() const noexcept { return deleter; }
	pointer release() noexcept { pointer p = held; held = nullptr; return p; }
	void reset(pointer p = nullptr) noexcept { pointer old = held; held = p; if (old) deleter(old); }
	explicit operator bool() const noexcept { return held != nullptr; }
	pointer operator->() const noexcept { return held; }
	element_type &operator*() const { return *held; }
	element_type &operator[](size_t i) const { return held[i]; }
private:
	pointer held;
	D deleter;
};
template <class T, class... A> unique_ptr<T> make_unique(A &&...);
template <class T> class shared_ptr { public: using element_type = T; shared_ptr() noexcept; shared_ptr(nullptr_t); template <class U> explicit shared_ptr(U *); template <class U> shared_ptr(const shared_ptr<U> &); template <class U, class D> shared_ptr(unique_ptr<U, D> &&); template <class U, class D> shared_ptr(U *, D); T *get() const; T *operator->() const; T &operator*() const; explicit operator bool() const; void reset(); template <class U> void reset(U *); long use_count() const; template <class U> bool operator==(const U &) const; };
template <class T> class weak_ptr { public: weak_ptr() noexcept; template <class U> weak_ptr(const shared_ptr<U> &); shared_ptr<T> lock() const; bool expired() const; void reset(); };
template <class T> class enable_shared_from_this { public: shared_ptr<T> shared_from_this(); weak_ptr<T> weak_from_this(); };
template <class T, class... A> shared_ptr<T> make_shared(A &&...);
template <class T, class X, class... A> shared_ptr<T> allocate_shared(const X &, A &&...);
struct defer_lock_t {}; struct adopt_lock_t {}; struct try_to_lock_t {};
extern const defer_lock_t defer_lock; extern const adopt_lock_t adopt_lock; extern const try_to_lock_t try_to_lock;
template <class M> class lock_guard {
public:
	using mutex_type = M;
	explicit lock_guard(M &m) : mutex(m) { mutex.lock(); }
	lock_guard(M &m, adopt_lock_t) : mutex(m) {}
	lock_guard(const lock_guard &) = delete;
	~lock_guard() { mutex.unlock(); }
private:
	M &mutex;
};
template <class M> class scoped_lock {
public:
	explicit scoped_lock(M &m) : mutex(m) { mutex.lock(); }
	scoped_lock(const scoped_lock &) = delete;
	~scoped_lock() { mutex.unlock(); }
private:
	M &mutex;
};
template <class M> class unique_lock {
public:
	unique_lock() noexcept : held(nullptr), owned(false) {}
	explicit unique_lock(M &m) : held(&m), owned(true) { held->lock(); }
	unique_lock(M &m, defer_lock_t) noexcept : held(&m), owned(false) {}
	unique_lock(M &m, adopt_lock_t) noexcept : held(&m), owned(true) {}
	unique_lock(const unique_lock &) = delete;
	unique_lock(unique_lock &&o) noexcept : held(o.held), owned(o.owned) { o.held = nullptr; o.owned = false; }
	~unique_lock() { if (owned) held->unlock(); }
	void lock() { held->lock(); owned = true; }
	bool try_lock() { owned = held->try_lock(); return owned; }
	void unlock() { held->unlock(); owned = false; }
	bool owns_lock() const noexcept { return owned; }
	explicit operator bool() const noexcept { return owned; }
	M *release() noexcept { M *m = held; held = nullptr; owned = false; return m; }
	M *mutex() const noexcept { return held; }
private:
	M *held;
	bool owned;
};
template <class M> class shared_lock {
public:
	explicit shared_lock(M &m) : held(&m), owned(true) { held->lock_shared(); }
	shared_lock(const shared_lock &) = delete;
	~shared_lock() { if (owned) held->unlock_shared(); }
	void lock() { held->lock_shared(); owned = true; }
	void unlock() { held->unlock_shared(); owned = false; }
	bool owns_lock() const noexcept { return owned; }
private:
	M *held;
	bool owned;
};
enum memory_order { memory_order_relaxed, memory_order_consume, memory_order_acquire, memory_order_release, memory_order_acq_rel, memory_order_seq_cst };
template <class T> class atomic { public: atomic() noexcept; atomic(T); T load(memory_order = memory_order_seq_cst) const; void store(T, memory_order = memory_order_seq_cst); T exchange(T, memory_order = memory_order_seq_cst); bool compare_exchange_strong(T &, T, memory_order = memory_order_seq_cst, memory_order = memory_order_seq_cst); bool compare_exchange_weak(T &, T, memory_order = memory_order_seq_cst, memory_order = memory_order_seq_cst); T fetch_add(T, memory_order = memory_order_seq_cst); T fetch_sub(T, memory_order = memory_order_seq_cst); operator T() const; T operator=(T); T operator++(); T operator++(int); T operator--(); T operator--(int); T operator+=(T); T operator-=(T); };
using atomic_bool = atomic<bool>; using atomic_int = atomic<int>;
void atomic_thread_fence(memory_order);
class atomic_flag { public: bool test_and_set(memory_order = memory_order_seq_cst) noexcept; void clear(memory_order = memory_order_seq_cst) noexcept; bool test(memory_order = memory_order_seq_cst) const noexcept; };
#define ATOMIC_FLAG_INIT {}
template <class T> struct hash { size_t operator()(const T &) const; };
template <class T = void> struct less { template <class A, class B> bool operator()(const A &, const B &) const; };
template <class T = void> struct less_equal { template <class A, class B> bool operator()(const A &, const B &) const; };
template <class T = void> struct greater_equal { template <class A, class B> bool operator()(const A &, const B &) const; };
template <class T = void> struct not_equal_to { template <class A, class B> bool operator()(const A &, const B &) const; };
template <class T = void> struct greater { template <class A, class B> bool operator()(const A &, const B &) const; };
template <class T = void> struct equal_to { template <class A, class B> bool operator()(const A &, const B &) const; };
template <class T> struct allocator { using value_type = T; T *allocate(size_t); void deallocate(T *, size_t); };
template <class A, class U> struct rebound;
template <template <class, class...> class A, class T, class... R, class U> struct rebound<A<T, R...>, U> { using type = A<U, R...>; };
template <class A, class U> requires requires { typename A::template rebind<U>::other; } struct rebound<A, U> { using type = typename A::template rebind<U>::other; };
template <class A> struct allocator_traits {
	using allocator_type = A; using value_type = typename A::value_type; using pointer = value_type *; using const_pointer = const value_type *; using size_type = size_t; using difference_type = ptrdiff_t;
	template <class U> using rebind_alloc = typename rebound<A, U>::type; template <class U> using rebind_traits = allocator_traits<rebind_alloc<U>>;
	static constexpr pointer allocate(A &a, size_t n) { return a.allocate(n); } static constexpr void deallocate(A &a, pointer p, size_t n) { a.deallocate(p, n); }
	template <class U, class... V> static constexpr void construct(A &, U *u, V &&...v) { ::new ((void *)u) U(forward<V>(v)...); } template <class U> static constexpr void destroy(A &, U *u) { u->~U(); }
};
template <class T> struct char_traits {};
template <class F> class function { public: function(); template <class A> function(A &&); explicit operator bool() const; template <class... A> long operator()(A &&...) const; };
template <class T> class reference_wrapper { public: reference_wrapper(T &); operator T &() const; T &get() const; };
template <class T> reference_wrapper<T> ref(T &);
template <class T, size_t n> struct array { T items[n]; T *begin(); T *end(); const T *begin() const; const T *end() const; T &operator[](size_t); const T &operator[](size_t) const; T &at(size_t); T *data(); const T *data() const; constexpr size_t size() const { return n; } void fill(const T &); T &front(); T &back(); };
template <class T, class... U> array(T, U...) -> array<T, 1 + sizeof...(U)>;
// What all containers have. What one holds, and where, is not known.
template <class T> class container { public:
	using value_type = T; using size_type = size_t; using iterator = T *; using const_iterator = const T *; using reference = T &; using const_reference = const T &; using difference_type = ptrdiff_t;
	container(); container(const container &); container(container &&); container(initializer_list<T>); template <class... A> explicit container(A &&...);
	~container(); container &operator=(const container &); container &operator=(container &&);
	iterator begin(); iterator end(); const_iterator begin() const; const_iterator end() const; const_iterator cbegin() const; const_iterator cend() const; iterator rbegin(); iterator rend();
	T &front(); T &back(); T &top(); T *data(); const T *data() const; const T *c_str() const; template <class K> T &at(K &&); template <class K> T &operator[](K &&); template <class K> const T &operator[](K &&) const;
	size_t size() const; size_t length() const; size_t capacity() const; size_t max_size() const; bool empty() const; void clear(); void pop(); void pop_back(); void pop_front(); void shrink_to_fit();
	template <class... A> container &assign(A &&...); template <class... A> container &append(A &&...); template <class A> container &operator+=(A &&); template <class... A> void resize(A &&...); void reserve(size_t);
	void push(const T &); template <class A> void push(A &&); void push_back(const T &); template <class A> void push_back(A &&); void push_front(const T &); template <class A> void push_front(A &&); template <class... A> T &emplace_back(A &&...); template <class... A> T &emplace_front(A &&...);
	template <class... A> iterator erase(A &&...); template <class A> void remove(A &&); template <class F> void remove_if(F); void sort(); template <class F> void sort(F); template <class... A> void splice(A &&...); void swap(container &);
	template <class K> size_t count(K &&) const; template <class K> bool contains(K &&) const;
	template <class A> bool operator==(const A &) const; template <class A> bool operator<(const A &) const;
};
template <class T> class sequence : public container<T> { public: using container<T>::container; template <class... A> T *insert(A &&...); template <class... A> T *emplace(A &&...); };
template <class T> class text : public sequence<T> { public: using sequence<T>::sequence; text(const T *); text(const T *, size_t); static constexpr size_t npos = ~(size_t)0; template <class... A> size_t find(A &&...) const; template <class... A> size_t rfind(A &&...) const; template <class... A> size_t find_last_of(A &&...) const; template <class... A> size_t find_first_of(A &&...) const; template <class... A> text substr(A &&...) const; template <class... A> int compare(A &&...) const; template <class A> bool starts_with(A &&) const; template <class A> bool ends_with(A &&) const; template <class... A> text &replace(A &&...); };
template <class K, class T> class dictionary : public container<T> { public: using container<T>::container; using key_type = K; using mapped_type = T; using value_type = pair<const K, T>; using iterator = value_type *; using const_iterator = const value_type *; iterator begin(); iterator end(); const_iterator begin() const; const_iterator end() const; const_iterator cend() const; template <class A> iterator find(A &&); template <class A> const_iterator find(A &&) const; template <class A> iterator lower_bound(A &&); template <class A> iterator upper_bound(A &&); template <class... A> pair<iterator, bool> insert(A &&...); template <class... A> pair<iterator, bool> emplace(A &&...); template <class... A> pair<iterator, bool> try_emplace(A &&...); template <class... A> pair<iterator, bool> insert_or_assign(A &&...); template <class A> auto erase(A &&) -> iterator; };
template <class K> class keys : public container<K> { public: using container<K>::container; using key_type = K; using iterator = K *; using const_iterator = const K *; template <class A> iterator find(A &&); template <class A> const_iterator find(A &&) const; template <class... A> pair<iterator, bool> insert(A &&...); template <class... A> pair<iterator, bool> emplace(A &&...); };
template <class T, class A = allocator<T>> class vector : public sequence<T> { public: using sequence<T>::sequence; };
template <class T, class A = allocator<T>> class list : public sequence<T> { public: using sequence<T>::sequence; };
template <class T, class A = allocator<T>> class forward_list : public sequence<T> { public: using sequence<T>::sequence; };
template <class T, class A = allocator<T>> class deque : public sequence<T> { public: using sequence<T>::sequence; };
template <class T, class C = deque<T>> class queue : public sequence<T> { public: using sequence<T>::sequence; };
template <class T, class C = deque<T>> class stack : public sequence<T> { public: using sequence<T>::sequence; };
template <class T, class C = vector<T>, class L = less<T>> class priority_queue : public sequence<T> { public: using sequence<T>::sequence; };
template <class T> class span : public container<T> { public: using container<T>::container; span subspan(size_t, size_t = 0) const; };
template <class T, class R = char_traits<T>, class A = allocator<T>> class basic_string : public text<T> { public: using text<T>::text; basic_string(const text<T> &); };
template <class T> text<T> operator+(const text<T> &, const text<T> &); template <class T> text<T> operator+(const text<T> &, const T *); template <class T> text<T> operator+(const T *, const text<T> &); template <class T> text<T> operator+(const text<T> &, T); template <class T> text<T> operator+(T, const text<T> &);
// It is looked into while a driver is compiled, where strings are turned into hashes.
template <class T, class R = char_traits<T>> class basic_string_view {
	const T *first; size_t count;
public:
	using value_type = T; using size_type = size_t; using iterator = const T *; using const_iterator = const T *; static constexpr size_t npos = ~(size_t)0;
	constexpr basic_string_view() noexcept : first(nullptr), count(0) {}
	constexpr basic_string_view(const T *s) : first(s), count(0) { while (s[count]) count++; }
	constexpr basic_string_view(const T *s, size_t n) : first(s), count(n) {}
	basic_string_view(const text<T> &);
	constexpr const T *begin() const noexcept { return first; } constexpr const T *end() const noexcept { return first + count; } constexpr const T *data() const noexcept { return first; }
	constexpr size_t size() const noexcept { return count; } constexpr size_t length() const noexcept { return count; } constexpr bool empty() const noexcept { return count == 0; }
	constexpr const T &operator[](size_t i) const { return first[i]; } constexpr const T &at(size_t i) const { return first[i]; } constexpr const T &front() const { return first[0]; } constexpr const T &back() const { return first[count - 1]; }
	constexpr void remove_prefix(size_t n) { first += n; count -= n; } constexpr void remove_suffix(size_t n) { count -= n; } constexpr basic_string_view substr(size_t at, size_t n = npos) const { return basic_string_view(first + at, n < count - at ? n : count - at); }
	template <class... A> size_t find(A &&...) const; template <class... A> size_t rfind(A &&...) const; template <class... A> size_t find_last_of(A &&...) const; template <class... A> size_t find_first_of(A &&...) const; template <class... A> int compare(A &&...) const; template <class A> bool starts_with(A &&) const; template <class A> bool ends_with(A &&) const; template <class A> bool contains(A &&) const;
	template <class A> bool operator==(const A &) const; template <class A> bool operator<(const A &) const;
};
using string = basic_string<char>; using wstring = basic_string<wchar_t>; using string_view = basic_string_view<char>; using wstring_view = basic_string_view<wchar_t>;
template <class K, class T, class C = less<K>, class A = allocator<pair<const K, T>>> class map : public dictionary<K, T> { public: using dictionary<K, T>::dictionary; };
template <class K, class T, class C = less<K>, class A = allocator<pair<const K, T>>> class multimap : public dictionary<K, T> { public: using dictionary<K, T>::dictionary; };
template <class K, class T, class H = hash<K>, class E = equal_to<K>, class A = allocator<pair<const K, T>>> class unordered_map : public dictionary<K, T> { public: using dictionary<K, T>::dictionary; };
template <class K, class C = less<K>, class A = allocator<K>> class set : public keys<K> { public: using keys<K>::keys; };
template <class K, class C = less<K>, class A = allocator<K>> class multiset : public keys<K> { public: using keys<K>::keys; };
template <class K, class H = hash<K>, class E = equal_to<K>, class A = allocator<K>> class unordered_set : public keys<K> { public: using keys<K>::keys; };
template <class C> auto begin(C &c) -> decltype(c.begin()); template <class T, size_t n> T *begin(T (&)[n]); template <class C> auto end(C &c) -> decltype(c.end()); template <class T, size_t n> T *end(T (&)[n]); template <class C> size_t size(const C &);
template <class I, class V> I find(I, I, const V &); template <class I, class F> I find_if(I, I, F); template <class I, class F> bool any_of(I, I, F); template <class I, class F> bool all_of(I, I, F); template <class I, class F> bool none_of(I, I, F); template <class I, class F> F for_each(I, I, F); template <class I, class F> I remove_if(I, I, F); template <class I> void sort(I, I); template <class I, class F> void sort(I, I, F); template <class I, class O> O copy(I, I, O); template <class I, class V> void fill(I, I, const V &); template <class I, class J> bool equal(I, I, J); template <class I> ptrdiff_t distance(I, I); template <class I> I next(I); template <class I> I prev(I); template <class I, class V> I lower_bound(I, I, const V &);
template <class I, class V, class F> I lower_bound(I, I, const V &, F); template <class I, class V> I upper_bound(I, I, const V &); template <class I, class V, class F> I upper_bound(I, I, const V &, F); template <class I, class V> bool binary_search(I, I, const V &); template <class I, class V, class F> bool binary_search(I, I, const V &, F);
template <class I, class O, class F> O transform(I, I, O, F); template <class I, class J, class O, class F> O transform(I, I, J, O, F); template <class I> void reverse(I, I); template <class I> I rotate(I, I, I); template <class I> I unique(I, I); template <class I, class F> I unique(I, I, F); template <class I, class V> I remove(I, I, const V &); template <class I, class V> ptrdiff_t count(I, I, const V &); template <class I, class F> ptrdiff_t count_if(I, I, F); template <class I, class F> I find_if_not(I, I, F);
template <class I, class J> I search(I, I, J, J); template <class I, class J, class F> I search(I, I, J, J, F); template <class I, class J, class F> bool equal(I, I, J, F); template <class I, class J, class F> bool equal(I, I, J, J, F); template <class I> I max_element(I, I); template <class I, class F> I max_element(I, I, F); template <class I> I min_element(I, I); template <class I, class F> I min_element(I, I, F);
template <class I> void stable_sort(I, I); template <class I, class F> void stable_sort(I, I, F); template <class I> bool is_sorted(I, I); template <class I, class O, class F> O copy_if(I, I, O, F); template <class I, class N, class O> O copy_n(I, N, O); template <class I, class O> O copy_backward(I, I, O); template <class I, class N, class V> I fill_n(I, N, const V &); template <class I, class V> void iota(I, I, V); template <class I, class F> void generate(I, I, F); template <class I, class V> void replace(I, I, const V &, const V &);
template <class I, class N> void advance(I &, N); template <class I, class N> I next(I, N); template <class I, class N> I prev(I, N); template <class C> struct back_insert_iterator { back_insert_iterator &operator*(); back_insert_iterator &operator++(); template <class A> back_insert_iterator &operator=(A &&); }; template <class C> back_insert_iterator<C> back_inserter(C &);
int tolower(int); int toupper(int); int isspace(int); int isdigit(int); int isalpha(int); int isalnum(int); int isupper(int); int islower(int); unsigned short towlower(unsigned short); unsigned short towupper(unsigned short);
class mutex { public: void lock(); bool try_lock(); void unlock(); }; class recursive_mutex { public: void lock(); bool try_lock(); void unlock(); }; class shared_mutex { public: void lock(); bool try_lock(); void unlock(); void lock_shared(); bool try_lock_shared(); void unlock_shared(); };
template <size_t... n> struct index_sequence {};
struct source_location { static constexpr source_location current() { return {}; } const char *file_name() const; unsigned line() const; const char *function_name() const; };
struct monostate {};
using int8_t = signed char; using int16_t = short; using int32_t = int; using int64_t = long long; using uint8_t = unsigned char; using uint16_t = unsigned short; using uint32_t = unsigned int; using uint64_t = unsigned long long; using intptr_t = long long; using uintptr_t = unsigned long long;
enum class errc { address_in_use = 100, address_not_available, already_connected = 113, argument_list_too_long = 7, argument_out_of_domain = 33, bad_address = 14, bad_file_descriptor = 9, broken_pipe = 32, connection_aborted = 106, connection_refused, connection_reset, device_or_resource_busy = 16, directory_not_empty = 41, executable_format_error = 8, file_exists = 17, file_too_large = 27, filename_too_long = 38, function_not_supported = 40, host_unreachable = 110, interrupted = 4, invalid_argument = 22, invalid_seek = 29, io_error = 5, is_a_directory = 21, message_size = 115, network_down, network_reset, network_unreachable, no_buffer_space, no_child_process = 10, no_lock_available = 39, no_space_on_device = 28, no_such_device = 19, no_such_device_or_address = 6, no_such_file_or_directory = 2, no_such_process, not_a_directory = 20, not_a_socket = 128, not_connected = 126, not_enough_memory = 12, not_supported = 129, operation_canceled = 105, operation_in_progress = 112, operation_not_permitted = 1, operation_not_supported = 130, operation_would_block = 140, permission_denied = 13, protocol_error = 134, read_only_file_system = 30, resource_deadlock_would_occur = 36, resource_unavailable_try_again = 11, result_out_of_range = 34, timed_out = 138, too_many_files_open = 24, value_too_large = 132 };
template <class T> struct is_error_code_enum : false_type {}; template <class T> struct is_error_condition_enum : false_type {}; template <> struct is_error_condition_enum<errc> : true_type {};
template <class T> inline constexpr bool is_error_code_enum_v = is_error_code_enum<T>::value; template <class T> inline constexpr bool is_error_condition_enum_v = is_error_condition_enum<T>::value;
class error_category { public: virtual const char *name() const noexcept = 0; bool operator==(const error_category &) const noexcept; }; const error_category &generic_category() noexcept; const error_category &system_category() noexcept;
class error_code { int number; public: error_code() noexcept; error_code(int, const error_category &) noexcept; template <class E> error_code(E) noexcept; int value() const noexcept { return number; } const error_category &category() const noexcept; explicit operator bool() const noexcept { return number != 0; } void clear() noexcept; void assign(int, const error_category &) noexcept; bool operator==(const error_code &) const noexcept; };
class error_condition { public: error_condition() noexcept; error_condition(int, const error_category &) noexcept; template <class E> error_condition(E) noexcept; int value() const noexcept; explicit operator bool() const noexcept; bool operator==(const error_condition &) const noexcept; bool operator==(const error_code &) const noexcept; };
error_code make_error_code(errc) noexcept; error_condition make_error_condition(errc) noexcept;
template <class I, class N, class F> I for_each_n(I, N, F); template <class I, class V> V accumulate(I, I, V); template <class I, class V, class F> V accumulate(I, I, V, F); template <class I, class N> I destroy_n(I, N); template <class I> void destroy(I, I);
void terminate() noexcept;
}
template <class A, class B> constexpr auto min(A a, B b) { return a < b ? a : b; }
template <class A, class B> constexpr auto max(A a, B b) { return a > b ? a : b; }
