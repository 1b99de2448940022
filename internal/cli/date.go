package cli

import (
	"regexp"
	"strings"
	"time"
)

// dateInName matches a day in the name of a file, and the time that may follow it.
var dateInName = regexp.MustCompile(`(?:^|\D)(\d{4})-?(\d{2})-?(\d{2})(?:[T_.-]?(\d{2})[-.:]?(\d{2}))?(?:\D|$)`)

// dateIn is the day in the name of a file, with the time if there is one; "" for none.
func dateIn(name string) string {
	for _, m := range dateInName.FindAllStringSubmatch(name, -1) {
		day := strings.Join(m[1:4], "-")
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			continue
		}
		if _, err := time.Parse("15:04", m[4]+":"+m[5]); err == nil {
			return day + " " + m[4] + ":" + m[5]
		}
		return day
	}
	return ""
}
