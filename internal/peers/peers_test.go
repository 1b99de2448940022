package main

import (
	"slices"
	"strings"
	"testing"
)

const sample = `VOID WaitBad(PVOID x);

static VOID
WaitBad(PVOID x)
{
    Wait(x);
}

VOID Plain(VOID)
{
    WaitBad(NULL);
}

_Use_decl_annotations_ VOID ShortOk(PVOID x) { Wait(x); }

VOID BraceOk(PVOID x) {
    if (x) {
        Wait(x);
    }
}
`

func TestFunctions(t *testing.T) {
	for _, text := range []string{sample, strings.ReplaceAll(sample, "\n", "\r\n")} {
		var got []testCase
		for _, c := range functions("a.c", text) {
			got = append(got, *c)
		}
		want := []testCase{
			{name: "WaitBad", bad: true, span: span{"a.c", 5, 7}},
			{name: "ShortOk", span: span{"a.c", 14, 14}},
			{name: "BraceOk", span: span{"a.c", 16, 20}},
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

func TestReadDiagnostics(t *testing.T) {
	got := readDiagnostics(`a.c:7:9: warning: Dereference of null pointer [core.NullDereference]
a.c:6:1: note: 'x' is null
b.c:3:5: warning: Call to blocking function 'recv' inside of critical section [alpha.unix.BlockInCriticalSection]
    recv(x);
    ^~~~
h.h:2:8: note: expanded from macro 'KeWaitForSingleObject'
2 warnings generated.
`)
	if len(got) != 1 || got[0].place != (place{"b.c", 3}) || !slices.Equal(got[0].path, []place{{"h.h", 2}}) {
		t.Errorf("got %v", got)
	}
}

func TestReadFindings(t *testing.T) {
	got, err := readFindings([]byte(`{"findings":[{"check":"c","file":"a.c","line":5,"path":[{"file":"b.c","line":6}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].place != (place{"a.c", 5}) || !slices.Equal(got[0].path, []place{{"b.c", 6}}) {
		t.Errorf("got %v", got)
	}
}

func TestJudge(t *testing.T) {
	bad := &testCase{name: "Bad", bad: true, span: span{"a.c", 1, 9}}
	ok := &testCase{name: "Ok", span: span{"a.c", 11, 19}}
	s := &source{cases: []*testCase{bad, ok}}
	bad.source, ok.source = s, s
	through := []report{{place: place{"a.c", 30}, path: []place{{"a.c", 5}, {"a.c", 15}}}}
	inside := []report{{place: place{"a.c", 15}}}
	for _, test := range []struct {
		name    string
		c       *testCase
		reports []report
		want    bool
	}{
		{"the path passes the Bad function", bad, through, true},
		{"the report is the Bad function's, not the Ok one's", ok, through, false},
		{"a report in an Ok function", ok, inside, true},
		{"elsewhere", bad, inside, false},
	} {
		if got := test.c.judge(test.reports); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

func TestDocument(t *testing.T) {
	missed := &testCase{name: "MissedBad", bad: true, peer: true}
	alarm := &testCase{name: "QuietOk", peer: true}
	s := &source{path: "checks/c/testdata/a.c", cases: []*testCase{missed, alarm}}
	missed.source, alarm.source = s, s
	got := document([]*check{{name: "c", sources: []*source{s}}})
	for _, line := range []string{
		"| c | 1 | 0 | 1 | 1 | 0 | 1 |\n", "- c/a.c: MissedBad\n",
		"| a.c | MissedBad | misses | finds |\n", "| a.c | QuietOk | quiet | **false alarm** |\n",
	} {
		if !strings.Contains(got, line) {
			t.Errorf("no line %q in:\n%s", line, got)
		}
	}
}

func TestMapping(t *testing.T) {
	got := mapping("typedef int LARGE;")
	for _, line := range []string{
		timeoutType, "#define ExAcquireFastMutex pthread_mutex_lock\n",
		"#define KeTryToAcquireGuardedMutex(mutex) (!pthread_mutex_trylock(mutex))\n", "#define FltSendMessage recv\n",
		"#define KeWaitForMutexObject(a0, a1, a2, a3, a4, ...) (drvlint_zero(a4) ? drvlint_returns() : recv(a0, a1, a2, a3, a4, ##__VA_ARGS__))\n",
	} {
		if !strings.Contains(got, line) {
			t.Errorf("no line %q", line)
		}
	}
	if strings.Contains(mapping("} LARGE_INTEGER, *PLARGE_INTEGER;"), timeoutType) {
		t.Error("the type is declared twice")
	}
}
