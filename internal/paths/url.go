package paths

import (
	"net/url"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

// FileURL returns an absolute path as a URL: on Windows file:///C:/a.c, and file://server/share/a.c
// for what another machine has.
func FileURL(path string) *url.URL {
	slashed := filepath.ToSlash(path)
	if runtime.GOOS == "windows" {
		if share, there := strings.CutPrefix(slashed, "//?/UNC/"); there {
			slashed = "//" + share
		}
		slashed = strings.TrimPrefix(slashed, "//?/")
		if share, there := strings.CutPrefix(slashed, "//"); there {
			host, below, _ := strings.Cut(share, "/")
			return &url.URL{Scheme: "file", Host: host, Path: "/" + below}
		}
		slashed = "/" + slashed
	}
	return &url.URL{Scheme: "file", Path: slashed}
}

var drive = regexp.MustCompile(`^/?[A-Za-z]:(/|$)`)

// OfURL returns the path that a URL names, without a scheme or with the scheme file. One of Windows
// may lack a slash: file://C:/a.c.
func OfURL(u *url.URL) string {
	path := u.Path
	if runtime.GOOS == "windows" {
		host := u.Host
		if host == "localhost" {
			host = ""
		}
		switch whole := host + path; {
		case drive.MatchString(whole):
			path = strings.TrimPrefix(whole, "/")
		case host != "":
			path = "//" + whole
		}
	}
	return filepath.FromSlash(path)
}
