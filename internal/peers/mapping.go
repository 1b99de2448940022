package main

import (
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/ddi"
)

const mappingFile = "drvlint_peers.h"

// mutexes names the routines of fast and guarded mutexes as the peer knows such
// routines: its checkers go by the names of functions. The unsafe forms leave the
// IRQL alone and are not mapped.
var mutexes = []struct {
	does     ddi.Kind
	function string
}{
	{ddi.Acquire, "pthread_mutex_lock"},
	{ddi.Release, "pthread_mutex_unlock"},
}

const declarations = `int pthread_mutex_lock(void *);
int pthread_mutex_unlock(void *);
int pthread_mutex_trylock(void *);
int recv();
int drvlint_returns();
#define drvlint_zero(timeout) ((timeout) && ((const LARGE_INTEGER *)(timeout))->QuadPart == 0)
`

// timeoutType is for units whose headers don't declare the type. Where they do, it has to
// be theirs: clang remembers a union's value by the type that it was stored through.
const timeoutType = "typedef union { long long QuadPart; } LARGE_INTEGER;\n"

// mapping returns the header that turns the kernel's names into the peer's, to follow
// the model's headers.
func mapping(model string) string {
	var b strings.Builder
	b.WriteString(declarations)
	if !strings.Contains(model, "} LARGE_INTEGER") {
		b.WriteString(timeoutType)
	}
	for _, m := range mutexes {
		for _, name := range ddi.Names(m.does, ddi.FastMutex|ddi.GuardedMutex) {
			switch r := ddi.Lookup(name); {
			case r.Effect(m.does, ddi.FastMutex|ddi.GuardedMutex).Unsafe:
			case m.does == ddi.Acquire && r.Always: // it tries: TRUE if it took the mutex; pthread_mutex_trylock returns 0 then
				define(&b, name+"(mutex)", "(!pthread_mutex_trylock(mutex))")
			default:
				define(&b, name, m.function)
			}
		}
	}
	for _, name := range ddi.Names(ddi.Wait, ddi.Anything) {
		block(&b, ddi.Lookup(name))
	}
	return b.String()
}

// block maps a routine that blocks, unless one of its arguments keeps it from that.
func block(b *strings.Builder, r *ddi.Routine) {
	if r.Always {
		return
	}
	if len(r.NonBlocking) == 0 {
		define(b, r.Name, "recv")
		return
	}
	var tests []string
	last := 0
	for _, t := range r.NonBlocking {
		last = max(last, t.Arg)
		switch t.Op {
		case "zero":
			tests = append(tests, fmt.Sprintf("drvlint_zero(a%d)", t.Arg))
		case "eq":
			tests = append(tests, fmt.Sprintf("(long long)(a%d) == %d", t.Arg, t.Value))
		case "ne":
			tests = append(tests, fmt.Sprintf("(long long)(a%d) != %d", t.Arg, t.Value))
		}
	}
	var parameters []string
	for i := range last + 1 {
		parameters = append(parameters, fmt.Sprintf("a%d", i))
	}
	list := strings.Join(parameters, ", ")
	define(b, fmt.Sprintf("%s(%s, ...)", r.Name, list),
		fmt.Sprintf("(%s ? drvlint_returns() : recv(%s, ##__VA_ARGS__))", strings.Join(tests, " || "), list))
}

func define(b *strings.Builder, left, right string) {
	name, _, _ := strings.Cut(left, "(")
	fmt.Fprintf(b, "#undef %s\n#define %s %s\n", name, left, right)
}
