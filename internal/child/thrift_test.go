package child

import "testing"

// A child that holds much must not hold several times as much in garbage: its peak, with what has died
// since the last collection, grows slower than what lives.
func TestGarbageShrinks(t *testing.T) {
	last := 400
	for live := uint64(1 << 20); live < 8<<30; live *= 2 {
		percent := garbage(live)
		if percent > last || percent <= 0 {
			t.Errorf("%d %% of garbage for %d MiB, after %d %%", percent, live>>20, last)
		}
		if live >= 256<<20 && live*uint64(percent)/100 > live/2 {
			t.Errorf("%d MiB live may be joined by %d %% of garbage", live>>20, percent)
		}
		last = percent
	}
}
