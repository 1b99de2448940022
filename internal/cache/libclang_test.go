package cache

import (
	"os"
	"testing"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/libclang"
)

// Which libclang was chosen is known to the next run, until another would be.
func TestTrustLibclang(t *testing.T) {
	library, err := clang.Library()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if kept.TrustLibclang() {
		t.Error("an empty cache knows a libclang")
	}
	choice := library.Chosen().Noted()
	if choice.Places > 0 {
		t.Setenv(libclang.Variable, "") // as it was before
	}
	if kept.KeepLibclang(choice); kept.Problem() != nil || !kept.TrustLibclang() {
		t.Errorf("the choice is lost: %v", kept.Problem())
	}
	if got := os.Getenv(libclang.Variable); got != library.File || clang.Version() != choice.Version {
		t.Errorf("workers would load %s, of version %s", got, clang.Version())
	}
	choice.Seen += "/usr/lib/libclang-99.so 1 1\n"
	if kept.KeepLibclang(choice); kept.TrustLibclang() {
		t.Error("trusted though another file lay there")
	}
}
